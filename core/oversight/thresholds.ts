/** What counts as unusual, as a centre sets it: proposed by one data protection officer, agreed to by another, or refused, also by who proposed it. Times of shifts stay as they are. */
import type { Access } from '#core/access';
import type { Audit } from '#core/audit';
import { conflict, newId, notFound, publish, refused } from '#core/kernel';
import type { Actor, Clock, Random, Tx } from '#core/kernel';
import type { Staff } from '#core/staff';
import { THRESHOLDS } from './oversight.ts';
import type { Thresholds } from './oversight.ts';
import * as rows from './threshold-repository.ts';
import type { Values } from './threshold-repository.ts';

export type { Values } from './threshold-repository.ts';
const PURPOSE = 'quality-supervision';
const DEFAULTS: Values = { floor: THRESHOLDS.floor, deviations: THRESHOLDS.deviations, refusals: THRESHOLDS.refusals, graceMinutes: THRESHOLDS.grace / 60 };
const valuesOf = ({ floor, deviations, refusals, graceMinutes }: Values): Values => ({ floor, deviations, refusals, graceMinutes });

export interface ThresholdDeps { clock: Clock; random: Random; audit: Audit; access: Access; staff: Pick<Staff, 'deskNames'> }

export function thresholdsOf({ clock, random, audit, access, staff }: ThresholdDeps) {
  const log = (tx: Tx, actor: Actor, action: string, id: string, values: Values) => audit.append(tx, { actor, purpose: PURPOSE, action, subject: { type: 'Oversight', id }, outcome: 'done', details: { ...values } });
  return {
    /** The ones in use. */
    async inUse(tx: Tx): Promise<Thresholds> {
      const set = await rows.agreed(tx);
      return set ? { ...THRESHOLDS, floor: set.floor, deviations: set.deviations, refusals: set.refusals, grace: set.graceMinutes * 60 } : THRESHOLDS;
    },
    /** The ones in use, and what is proposed. The caller of this has the grant. */
    async shown(tx: Tx, actor: Actor) {
      const [set, open] = [await rows.agreed(tx), await rows.proposed(tx)];
      const names = await staff.deskNames(tx, [set?.proposedBy, set?.decidedBy, open?.proposedBy].filter((id) => typeof id === 'string'));
      return {
        inUse: { ...valuesOf(set ?? DEFAULTS), by: set ? [names.get(set.proposedBy) ?? '', names.get(set.decidedBy!) ?? ''] : [], since: set?.decidedAt?.toISOString() ?? null },
        proposed: open ? { ...valuesOf(open), by: names.get(open.proposedBy) ?? '', own: actor.kind === 'staff' && actor.id === open.proposedBy } : null,
      };
    },
    /** @throws HavenlineError Refused, ThresholdsProposed while something is proposed already */
    async propose(tx: Tx, actor: Actor, values: Values): Promise<void> {
      await access.authorize(tx, { actor, purpose: PURPOSE, action: 'unusual.set', subject: { type: 'Oversight', id: 'thresholds' } });
      if (actor.kind !== 'staff') throw refused();
      if (await rows.proposed(tx)) throw conflict('ThresholdsProposed', 'Something is proposed already.', 'Let it be agreed to or refused first.');
      const id = newId(clock, random);
      await rows.insert(tx, { id, ...valuesOf(values), by: actor.id, at: clock.now() });
      await log(tx, actor, 'thresholds-proposed', id, valuesOf(values));
      await publish(tx, 'unusual');
    },
    /** Agrees to what is proposed, never by who proposed it, or refuses it. @throws HavenlineError Refused, NotFound */
    async decide(tx: Tx, actor: Actor, agree: boolean): Promise<void> {
      const open = await rows.proposed(tx);
      await access.authorize(tx, { actor, purpose: PURPOSE, action: agree ? 'unusual.agree' : 'unusual.set', subject: { type: 'Oversight', id: 'thresholds', attrs: { asker: open?.proposedBy ?? 'nobody' } } });
      if (actor.kind !== 'staff') throw refused();
      if (!open) throw notFound();
      await rows.decide(tx, open.id, agree ? 'agreed' : 'refused', actor.id, clock.now());
      await log(tx, actor, agree ? 'thresholds-agreed' : 'thresholds-refused', open.id, valuesOf(open));
      await publish(tx, 'unusual');
    },
  };
}

/** Actor + purpose + subject -> Grant, or a recorded refusal. */
import { inTx, newId, plusSeconds, refused } from '#core/kernel';
import type { Actor, Clock, Db, Random, Tx } from '#core/kernel';
import type { Audit } from '#core/audit';
import { mintGrant } from './grant.ts';
import type { Grant } from './grant.ts';
import { loadPolicy } from './policy.ts';
import type { Subject } from './policy.ts';
import * as repository from './repository.ts';

export { assertGrant, Grant } from './grant.ts';
export type { GrantNeed } from './grant.ts';
export { loadPolicy } from './policy.ts';
export type { Policy, Question, Subject } from './policy.ts';

export interface Request {
  readonly actor: Actor;
  readonly purpose: string;
  readonly action: string;
  readonly subject: Subject;
  /** The fields to be opened; one request may name all of a batch. */
  readonly fields?: readonly string[] | undefined;
  /** How long the grant lasts; 300 unless told. */
  readonly ttlSeconds?: number | undefined;
}

export interface Access {
  /**
   * Answers a grant, with a log entry in `tx`.
   * @throws HavenlineError Refused; the refusal is in the log even though `tx` is rolled back
   */
  authorize(tx: Tx, request: Request): Promise<Grant>;
  /** Whether the rules would allow it; opens nothing and is not logged. For what a screen offers, never for a read. */
  would(request: Request): boolean;
  /** How many cases and persons each member of staff opened since a moment. */
  opened(tx: Tx, since: Date): Promise<{ staffId: string; opened: number }[]>;
}

/** Access by the rules in `policyDir`. @throws HavenlineError when they are not fit to start with */
export function createAccess({ db, audit, clock, random, policyDir }: { db: Db; audit: Audit; clock: Clock; random: Random; policyDir: string }): Access {
  const policy = loadPolicy(policyDir);
  return {
    async authorize(tx, request) {
      const { actor, purpose, action, subject } = policy.plain(request);
      const fields = request.fields && policy.columns(request.fields);
      const rules = policy.decide(request);
      // Words that came from outside the closed lists are not written into the log.
      const act = {
        actor, action: policy.actions.includes(action) ? action : 'unknown', purpose: policy.purposes.includes(purpose) ? purpose : 'unknown',
        subject: { type: subject.type, id: subject.id }, fields,
      };
      if (!rules) {
        await inTx(db, (own) => audit.append(own, { ...act, outcome: 'refused' }));
        throw refused();
      }
      const id = newId(clock, random);
      await audit.append(tx, { ...act, outcome: 'done', details: { grant: id, rules: [...rules].sort() } });
      if (actor.kind === 'staff' && (subject.type === 'Person' || subject.type === 'Case')) {
        await repository.noteOpened(tx, { at: clock.now().toISOString(), staffId: actor.id, type: subject.type, id: subject.id });
      }
      return mintGrant({
        id, actor, purpose, action, subject: { type: subject.type, id: subject.id }, fields: fields ? [...fields] : null,
        expiresAt: plusSeconds(clock.now(), request.ttlSeconds ?? 300),
      });
    },
    would: (request) => policy.decide(request) !== null,
    opened: (tx, since) => repository.openedSince(tx, since.toISOString()),
  };
}

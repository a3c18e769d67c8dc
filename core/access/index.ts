/** Actor + purpose + subject -> Grant, or a recorded refusal. */
import { inTx, newId, plusSeconds, refused } from '#core/kernel';
import type { Actor, Clock, Db, Random, Tx } from '#core/kernel';
import type { Audit } from '#core/audit';
import { mintGrant } from './grant.ts';
import type { Grant } from './grant.ts';
import { attributesRead } from './finite.ts';
import { loadPolicy } from './policy.ts';
import type { Subject } from './policy.ts';
import { conditionOf, NOTHING } from './filter-repository.ts';
import type { Columns, Condition } from './filter-repository.ts';
import { exampleTable } from './examples.ts';
import type { RulesInWords } from './examples.ts';
import * as repository from './repository.ts';

export { either } from './filter-repository.ts';
export type { Column, Columns, Condition } from './filter-repository.ts';
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
  /**
   * The rules as a condition of a list: a row is in it exactly when `authorize` would answer a grant for it. The reading of the list is in
   * the log, as refused when no row of any kind could be in it. `columns` says how the rows hold what the rules look at.
   */
  filter(tx: Tx, actor: Actor, purpose: string, action: string, list: { readonly type: string; readonly id: string; readonly columns: Columns }): Promise<Condition>;
  /** Rules, purposes and examples in plain words, for the data protection officer. @throws HavenlineError Refused */
  inWords(tx: Tx, actor: Actor): Promise<RulesInWords>;
}

/** Access by the rules in `policyDir`. @throws HavenlineError when they are not fit to start with */
export function createAccess({ db, audit, clock, random, policyDir }: { db: Db; audit: Audit; clock: Clock; random: Random; policyDir: string }): Access {
  const policy = loadPolicy(policyDir);
  const examples = exampleTable(policyDir, policy);
  // What is left of the rules depends on who asks, and hardly changes: the last few hundred answers are kept.
  const left = new Map<string, ReturnType<typeof policy.residual>>();
  const residual: typeof policy.residual = (question, type) => {
    const key = JSON.stringify([question, type]);
    if (!left.has(key)) {
      if (left.size >= 500) left.delete(left.keys().next().value!);
      left.set(key, policy.residual(question, type));
    }
    return left.get(key)!;
  };
  const known = (action: string): string => (policy.actions.includes(action) ? action : 'unknown');
  const purposeKnown = (purpose: string): string => (policy.purposes.some((p) => p.name === purpose) ? purpose : 'unknown');
  // Whom they speak with is asked only where a rule looks at it: a call is answered without this question.
  const looks = new Map<string, boolean>();
  const knowing = async (tx: Tx, actor: Actor, action: string, type: string): Promise<Actor> => {
    if (actor.kind !== 'staff') return actor;
    const key = `${action} ${type}`;
    if (!looks.has(key)) looks.set(key, attributesRead(policy.at('StaffActor', action, type)?.rules ?? []).has('inOfficialCall'));
    return { ...actor, inOfficialCall: looks.get(key)! && (await repository.inOfficialCall(tx, actor.id)) };
  };
  const authorize: Access['authorize'] = async (tx, asked) => {
    const { purpose, action, subject, actor: plain } = policy.plain(asked);
    const request = { ...asked, actor: await knowing(tx, plain, action, subject.type) };
    const { actor } = asked;
    const fields = request.fields && policy.columns(request.fields);
    const named = fields && policy.namedFields(subject.type, fields);
    const rules = policy.decide(request);
    // Words that came from outside the closed lists are not written into the log.
    const act = {
      actor, action: known(action), purpose: purposeKnown(purpose),
      subject: { type: subject.type, id: subject.id }, fields: named,
    };
    if (!rules || named?.length !== fields?.length) {
      await inTx(db, (own) => audit.append(own, { ...act, outcome: 'refused' }));
      throw refused();
    }
    const id = newId(clock, random);
    await audit.append(tx, { ...act, outcome: 'done', details: { grant: id, rules: [...rules].sort() } });
    return mintGrant({
      id, actor, purpose, action, subject: { type: subject.type, id: subject.id }, fields: fields ? [...fields] : null,
      expiresAt: plusSeconds(clock.now(), request.ttlSeconds ?? 300),
    });
  };
  return {
    authorize,
    async filter(tx, actor, purpose, action, { type, id, columns }) {
      const rest = residual({ actor: await knowing(tx, actor, action, type), purpose, action }, type);
      const some = rest !== null && rest.permits.length > 0;
      await audit.append(tx, { actor, action: known(action), purpose: purposeKnown(purpose), subject: { type: 'List', id }, outcome: some ? 'done' : 'refused' });
      return some ? conditionOf(rest, type, columns) : NOTHING;
    },
    async inWords(tx, actor) {
      await authorize(tx, { actor, purpose: 'system-operation', action: 'rules.read', subject: { type: 'Rules', id: 'all' } });
      return examples;
    },
    would: (request) => policy.decide(request) !== null,
  };
}

/** Enforces the table of how long: once a day a job erases what is due, class by class, in pieces; what a legal hold names stays, and is shown. */
import type { Access } from '#core/access';
import type { Audit } from '#core/audit';
import type { Contacts } from '#core/contact';
import { inTx, plusSeconds } from '#core/kernel';
import type { Actor, Clock, Db, Tx } from '#core/kernel';
import type { Jobs } from '#core/jobs';
import type { Vault } from '#core/vault';
import type { RetentionClass } from './classes.ts';
import { conversationsOf } from './item-repository.ts';
import * as rows from './sweep-repository.ts';

const JOB = 'retention.sweep';
const DAY = 86_400;
/** At most so many of a class in one transaction. */
const PIECE = 20;
const ROWS = 500;
/** What is due is counted up to here. */
const COUNTED = 1_000;
const SELF: Actor = { kind: 'system', name: 'retention' };
const PURPOSE = 'system-operation';

export interface SweepDeps {
  db: Db; clock: Clock; audit: Audit; access: Access; vault: Vault; jobs: Pick<Jobs, 'enqueue' | 'work'>; classes: readonly RetentionClass[];
  contacts: Pick<Contacts, 'keptConversation' | 'forget' | 'forgetRecording'>;
  /** Destroys a person's key and the words of every disclosure about them. */
  forgetPerson(tx: Tx, actor: Actor, purpose: string, caseId: string, personId: string): Promise<void>;
}
interface Rule {
  /** How much is due, and how much of it a hold keeps. */
  count(tx: Tx, before: Date): Promise<{ due: number; held: number }>;
  /** Erases a piece; answers how many went, and whether there may be more. */
  erase(tx: Tx, before: Date): Promise<{ erased: number; more: boolean }>;
}

export function sweepOf({ db, clock, audit, access, vault, jobs, classes, contacts, forgetPerson }: SweepDeps) {
  const full = (erased: number, piece: number) => ({ erased, more: erased >= piece });
  async function forgetConversation(tx: Tx, id: string): Promise<void> {
    const kept = await contacts.keptConversation(tx, id);
    if (!kept) return;
    for (const recording of kept.recordings) await contacts.forgetRecording(tx, SELF, PURPOSE, recording.id);
    await contacts.forget(tx, SELF, PURPOSE, id);
  }
  /** Due cases, those of which a hold names somebody apart. A case with a conversation that goes on is not due. */
  async function casesDue(tx: Tx, before: Date, limit: number) {
    const [free, held] = [[] as { id: string; people: string[]; conversations: string[] }[], [] as string[]];
    for (const { id } of await rows.dueCases(tx, before, limit)) {
      const people = await rows.peopleOf(tx, id);
      const conversations = await conversationsOf(tx, id);
      const going = (await Promise.all(conversations.map((one) => contacts.keptConversation(tx, one)))).some((one) => one && !one.over);
      if (people.some((p) => p.held)) held.push(id);
      else if (!going) free.push({ id, people: people.map((p) => p.id), conversations });
    }
    return { free, held };
  }
  const withKey = (due: typeof rows.dueReasons, count: typeof rows.countReasons, empty: typeof rows.emptyReasons): Rule => ({
    count,
    async erase(tx, before) {
      const found = await due(tx, before, PIECE);
      for (const { id } of found) {
        await empty(tx, id, clock.now());
        await vault.eraseKey(tx, SELF, PURPOSE, { kind: 'disclosure', id });
      }
      return full(found.length, PIECE);
    },
  });
  const RULES: Readonly<Record<string, Rule>> = {
    conversation: {
      count: async (tx, before) => ({ due: (await rows.dueConversations(tx, before, COUNTED)).length, held: 0 }),
      async erase(tx, before) {
        const found = await rows.dueConversations(tx, before, PIECE);
        for (const id of found) await forgetConversation(tx, id);
        return full(found.length, PIECE);
      },
    },
    case: {
      async count(tx, before) {
        const { free, held } = await casesDue(tx, before, COUNTED);
        return { due: free.length, held: held.length };
      },
      async erase(tx, before) {
        const { free } = await casesDue(tx, before, COUNTED);
        for (const { id, people, conversations } of free.slice(0, PIECE)) {
          for (const personId of people) await forgetPerson(tx, SELF, PURPOSE, id, personId);
          for (const one of conversations) await forgetConversation(tx, one);
          await rows.emptyCase(tx, id, clock.now());
        }
        return full(Math.min(free.length, PIECE), PIECE);
      },
    },
    reasons: withKey(rows.dueReasons, rows.countReasons, rows.emptyReasons),
    demand: withKey(rows.dueDemands, rows.countDemands, rows.emptyDemand),
    request: { count: rows.countRequests, erase: async (tx, before) => full(await rows.deleteRequests(tx, before, ROWS), ROWS) },
    ...Object.fromEntries(rows.AGED_CLASSES.map((id): [string, Rule] => [id, { count: async (tx, before) => ({ due: await rows.countAged(tx, id, before), held: 0 }), erase: async (tx, before) => full(await rows.deleteAged(tx, id, before, ROWS), ROWS) }])),
  };
  const swept = classes.filter((one) => one.by === 'sweep');
  const strange = swept.find((one) => !RULES[one.id]) ?? Object.keys(RULES).find((id) => !swept.some((one) => one.id === id));
  if (strange) throw new Error(`retention.json and what the job can erase do not agree about ${typeof strange === 'string' ? strange : strange.id}.`);
  const before = (one: RetentionClass): Date => plusSeconds(clock.now(), -one.days! * DAY);

  jobs.work(JOB, async (tx) => {
    await rows.lockClock(tx);
    let more = false;
    let destroys = false;
    for (const one of swept) {
      const done = await RULES[one.id]!.erase(tx, before(one));
      more ||= done.more;
      if (done.erased === 0) continue;
      destroys ||= ['conversation', 'case', 'reasons', 'demand'].includes(one.id);
      await rows.noteErased(tx, one.id, done.erased, clock.now());
      await audit.append(tx, { actor: SELF, purpose: PURPOSE, action: 'retention-erased', subject: { type: 'Retention', id: one.id }, outcome: 'done', details: { count: done.erased } });
    }
    if (destroys) await jobs.enqueue(tx, 'retention.destroy-keys', {});
    await rows.saveClock(tx, await jobs.enqueue(tx, JOB, {}, { runAt: more ? clock.now() : plusSeconds(clock.now(), DAY) }), more ? null : clock.now());
  });

  return {
    /** Puts the daily job down, once for all servers. */
    start: () => inTx(db, async (tx) => {
      const { jobId } = await rows.lockClock(tx);
      if (jobId === null) await rows.saveClock(tx, await jobs.enqueue(tx, JOB, {}), null);
    }),
    /** Every class with what is due, what a hold keeps, and what was erased in the last year. For the data protection officer. */
    async table(tx: Tx, actor: Actor) {
      await access.authorize(tx, { actor, purpose: PURPOSE, action: 'ledger.read', subject: { type: 'Ledger', id: 'retention' } });
      const runs = await rows.runsSince(tx, plusSeconds(clock.now(), -365 * DAY));
      const out = [];
      for (const one of classes) {
        const mine = runs.filter((run) => run.class === one.id);
        const { due, held } = one.by === 'sweep' ? await RULES[one.id]!.count(tx, before(one)) : { due: one.id === 'recording' ? await rows.recordingsDue(tx, clock.now()) : 0, held: 0 };
        out.push({ id: one.id, days: one.days, by: one.by, en: one.en, es: one.es, due, held, erased: mine.reduce((sum, run) => sum + run.erased, 0), last: mine.slice(0, 5).map(({ day, erased }) => ({ day, erased })) });
      }
      return { sweptAt: (await rows.sweptAt(tx))?.toISOString() ?? null, classes: out };
    },
  };
}

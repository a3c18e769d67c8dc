/** Legal demands: registered, decided by counsel item by item, answered by one text. See docs/decisions/0027. */
import { hide } from '#core/case';
import { conflict, invalid, newId, newNumber, notFound, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { answerText, reminders } from './demand.ts';
import type { Decision } from './demand.ts';
import * as rows from './demand-repository.ts';
import type { DemandRow } from './demand-repository.ts';
import { bytesHash } from './disclosure.ts';
import { byNumber } from './repository.ts';
import { staffOnly } from './shared.ts';
import type { Shared } from './shared.ts';

const SELF: Actor = { kind: 'system', name: 'disclosure' };
const PURPOSE = 'legal-demand';
interface Asking { askByRequest(tx: Tx, actor: Actor, r: { purpose: 'legal-demand'; recipient: string; law: string; personId: string; caseNumber: string; fields: readonly ('name' | 'phone' | 'ageBand' | 'languages')[] }): Promise<{ number: string }> }

export function demandsOf({ deps }: Shared, { askByRequest }: Asking) {
  const { clock, random, audit, access, vault, cases, jobs } = deps;
  const itemPlace = (demandId: string, itemId: string) => ({ keyOf: { kind: 'disclosure' as const, id: demandId }, table: 'legal_demand_item', column: 'item', row: itemId });
  /** The officer for data protection, about one registered demand. */
  const grantFor = (tx: Tx, actor: Actor, id: string, action: 'disclosure.ask' | 'disclosure.read', registeredBy: string) =>
    access.authorize(tx, { actor, purpose: PURPOSE, action, subject: { type: 'Disclosure', id, attrs: { requested: [staffOnly(actor).id], asker: registeredBy, participates: false } }, fields: ['item'] }).catch(hide);
  async function must(tx: Tx, actor: Actor, number: string): Promise<DemandRow> {
    const d = await rows.demandByNumber(tx, number);
    if (!d) throw notFound();
    await grantFor(tx, actor, d.id, 'disclosure.ask', d.registered_by);
    return d;
  }
  const log = (tx: Tx, actor: Actor, action: string, id: string) => audit.append(tx, { actor, purpose: PURPOSE, action, subject: { type: 'Disclosure', id }, outcome: 'done' });

  jobs.work('demand.reminder', async (tx: Tx, { number }: { number: string }) => {
    const d = await rows.demandByNumber(tx, number);
    if (!d || d.answered_at !== null) return;
    const over = d.answer_due_at <= clock.now();
    // A reminder takes the place of the one before.
    await cases.finishTasksOf(tx, SELF, `demand:${d.id}`);
    for (const role of over ? (['data_protection_officer', 'supervisor'] as const) : (['data_protection_officer'] as const)) {
      await cases.addTaskForRole(tx, SELF, { caseId: null, kind: 'demand_due', title: over ? `The answer to the demand ${number} is overdue` : `The answer to the demand ${number} is due`, role, dueAt: d.answer_due_at, ref: `demand:${d.id}` });
    }
  });

  return {
    /** Registers a demand and its items, in the words of the paper. The clock starts. */
    async registerDemand(tx: Tx, actor: Actor, d: { kind: string; fromWhom: string; court: string; servedAt: string; answerDueAt: string; items: readonly string[] }): Promise<{ number: string }> {
      const me = staffOnly(actor);
      const [servedAt, due, now] = [new Date(d.servedAt), new Date(d.answerDueAt), clock.now()];
      if (Number.isNaN(servedAt.getTime()) || Number.isNaN(due.getTime()) || servedAt > now || due <= servedAt) throw invalid('UnknownTime', 'These dates cannot be.', 'Say when it was served, and by when it is to be answered.');
      const [id, number] = [newId(clock, random), newNumber(random, 'LD')];
      const grant = await grantFor(tx, actor, id, 'disclosure.ask', me.id);
      await rows.insertDemand(tx, { id, number, kind: d.kind, from_whom: d.fromWhom.trim(), court: d.court.trim(), served_at: servedAt, answer_due_at: due, registered_by: me.id, registered_at: now, counsel: null, answered_at: null, answer_sha256: null });
      await vault.createKey('disclosure', id);
      for (const [i, text] of d.items.entries()) {
        const itemId = newId(clock, random);
        await rows.insertItem(tx, { id: itemId, demand_id: id, position: i + 1, decision: null, counsel_reference: null, recorded_by: null, decided_at: null, disclosure_number: null }, await vault.protect(tx, grant, itemPlace(id, itemId), text.trim()));
      }
      for (const runAt of reminders(due, now)) await jobs.enqueue(tx, 'demand.reminder', { number }, { runAt });
      await log(tx, actor, 'demand.registered', id);
      await publish(tx, 'disclosures', 'demand');
      return { number };
    },
    async listDemands(tx: Tx, actor: Actor) {
      await access.authorize(tx, { actor, purpose: 'system-operation', action: 'ledger.read', subject: { type: 'Ledger', id: 'demands' } });
      return { demands: (await rows.demands(tx)).map((d) => ({ number: d.number, kind: d.kind, fromWhom: d.from_whom, servedAt: d.served_at.toISOString(), answerDueAt: d.answer_due_at.toISOString(), answeredAt: d.answered_at?.toISOString() ?? null, items: d.items, undecided: d.undecided })) };
    },
    /** One demand with what its items ask; each reading is in the log. */
    async readDemand(tx: Tx, actor: Actor, number: string) {
      const d = await must(tx, actor, number);
      const grant = await access.authorize(tx, { actor, purpose: PURPOSE, action: 'disclosure.read', subject: { type: 'Disclosure', id: d.id, attrs: { asker: d.registered_by } }, fields: ['item'] }).catch(hide);
      const words = await rows.wordsOfDemand(tx, d.id);
      const items = [];
      for (const i of await rows.itemsOf(tx, d.id)) items.push({ position: i.position, asked: words.has(i.id) ? await vault.reveal(tx, grant, itemPlace(d.id, i.id), words.get(i.id)!) : null, decision: i.decision, counselReference: i.counsel_reference, disclosureNumber: i.disclosure_number });
      return { number, kind: d.kind, fromWhom: d.from_whom, court: d.court, servedAt: d.served_at.toISOString(), answerDueAt: d.answer_due_at.toISOString(), counsel: d.counsel, answeredAt: d.answered_at?.toISOString() ?? null, answerSha256: d.answer_sha256, items };
    },
    /** Records what counsel decided for one item, by the letter it came with. It can be decided anew until the demand is answered. */
    async decideItem(tx: Tx, actor: Actor, number: string, position: number, said: { decision: Decision; counsel: string; reference: string }): Promise<void> {
      const me = staffOnly(actor);
      const d = await must(tx, actor, number);
      const item = (await rows.itemsOf(tx, d.id)).find((i) => i.position === position);
      if (!item) throw notFound();
      if (d.answered_at) throw conflict('DemandAnswered', 'This demand was answered.', 'Register what came after it as a demand of its own.');
      if (!said.counsel.trim() || !said.reference.trim()) throw invalid('CounselMissing', 'Counsel decides, nobody else.', 'Say who of counsel decided, and by which letter.');
      if (item.disclosure_number) throw conflict('ItemComplied', 'A document was asked for this item already.', 'Take that disclosure back first.');
      await rows.saveItem(tx, { ...item, decision: said.decision, counsel_reference: `${said.counsel.trim()}, ${said.reference.trim()}`, recorded_by: me.id, decided_at: clock.now() });
      await rows.saveDemand(tx, { ...d, counsel: said.counsel.trim() });
      await log(tx, actor, 'demand.item-decided', d.id);
      await publish(tx, 'disclosures', 'demand');
    },
    /** The people of one case, by its exact number, to comply with an item or to hold something. */
    async peopleForDemand(tx: Tx, actor: Actor, number: string, caseNumber: string) {
      const d = await must(tx, actor, number);
      await log(tx, actor, 'demand.people', d.id);
      return { people: await cases.peopleOf(tx, caseNumber) };
    },
    /** Complies with one item, as counsel decided: asks for a disclosure about one person, which a second person agrees to. */
    async complyItem(tx: Tx, actor: Actor, number: string, position: number, c: { caseNumber: string; personId: string; fields: readonly ('name' | 'phone' | 'ageBand' | 'languages')[] }): Promise<{ disclosure: string }> {
      const d = await must(tx, actor, number);
      const item = (await rows.itemsOf(tx, d.id)).find((i) => i.position === position);
      if (item?.decision !== 'comply' || item.disclosure_number !== null) throw notFound();
      const asked = await askByRequest(tx, actor, { purpose: PURPOSE, recipient: d.court, law: `${d.kind.replace('_', ' ')} ${number}, item ${position}; counsel: ${item.counsel_reference}`, ...c });
      await rows.saveItem(tx, { ...item, disclosure_number: asked.number });
      return { disclosure: asked.number };
    },
    /** Holds what is kept about one person: it is not erased until the hold is lifted with the demand. */
    async holdFor(tx: Tx, actor: Actor, number: string, h: { caseNumber: string; personId: string }): Promise<void> {
      const me = staffOnly(actor);
      const d = await must(tx, actor, number);
      if (!(await cases.peopleOf(tx, h.caseNumber)).some((p) => p.id === h.personId)) throw notFound();
      await rows.insertHold(tx, { id: newId(clock, random), person_id: h.personId, demand_number: number, placed_by: me.id, placed_at: clock.now(), lifted_at: null, lifted_by: null });
      await audit.append(tx, { actor, purpose: PURPOSE, action: 'hold.placed', subject: { type: 'Person', id: h.personId }, outcome: 'done', details: { demand: d.id } });
    },
    async liftHolds(tx: Tx, actor: Actor, number: string): Promise<void> {
      const me = staffOnly(actor);
      const d = await must(tx, actor, number);
      const persons = await rows.liftHolds(tx, number, me.id, clock.now());
      await log(tx, actor, 'hold.lifted', d.id);
      // Who asked to be erased meanwhile does not have to ask again.
      for (const personId of persons) await jobs.enqueue(tx, 'retention.hold-lifted', { personId });
    },
    /** The answer, the same words whether anything is held or not; its hash is kept. Documents of items are given out by their own disclosures. */
    async answerDemand(tx: Tx, actor: Actor, number: string): Promise<{ text: string; sha256: string }> {
      const d = await must(tx, actor, number);
      const items = [];
      for (const i of await rows.itemsOf(tx, d.id)) {
        const given = i.disclosure_number ? await byNumber(tx, i.disclosure_number) : undefined;
        items.push({ position: i.position, decision: i.decision, disclosureNumber: given && ['released', 'expired'].includes(given.state) && given.released_at ? given.number : null });
      }
      const text = answerText(number, items);
      const sha256 = bytesHash(text);
      if (!d.answered_at) {
        await rows.saveDemand(tx, { ...d, answered_at: clock.now(), answer_sha256: sha256 });
        await audit.append(tx, { actor, purpose: PURPOSE, action: 'demand.answered', subject: { type: 'Disclosure', id: d.id }, outcome: 'done', details: { sha256 } });
        await cases.finishTasksOf(tx, actor, `demand:${d.id}`);
        await publish(tx, 'disclosures', 'demand');
      }
      return { text, sha256 };
    },
    holdsOn: rows.holdsOn,
    /** Numbers for the public report of a period; small ones are not shown where it is published. */
    counted: async (tx: Tx, p: { from: Date; to: Date; until: Date }) => ({ demands: await rows.counted(tx, p.from, p.to, p.until), left: await rows.leftBetween(tx, p.from, p.to) }),
  };
}

/**
 * Referrals under random histories on real PostgreSQL: each is in exactly the state that a plain model says, however two acts meet; a transaction that fails
 * leaves nothing; no message is there twice and none is missing; what left is in the ledger by its hash. 40 runs here; `HAVENLINE_RUNS=1000 npm test -- core/referral/runs`.
 */
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { createKysely } from '#adapters/postgres';
import { bytesHash } from '#core/disclosure';
import type { Actor, Tx } from '#core/kernel';
import { createCasework } from '#testing/casework';
import { after, can, ENDED, GONE, ladder, move, UNANSWERED } from './referral.ts';
import type { Answer, ReferralState } from './referral.ts';

const RUNS = Number(process.env['HAVENLINE_RUNS'] ?? 40);
const SEED = 20_261_125;
const centre = await createCasework();
afterAll(() => centre.close());
const { tx, referrals } = centre;
const ana = centre.staff('Ana', 'counsellor');
const service = centre.services.find((s) => s.enforcementParticipation === null && !s.residential)!;
const colleagues = [centre.partner(service.organizationId), centre.partner(service.organizationId)];
const consent = { by: 'the child', how: 'on the phone', saidAt: '2026-02-01T09:59:00Z' };

type Act = { act: 'read' } | { act: 'received' } | { act: 'answer'; by: 'portal' | 'other' | 'phone' | 'machine'; answer: Answer } | { act: 'revoke' } | { act: 'message'; side: 'centre' | 'service'; client: number };
type Step = { kind: 'one'; a: Act } | { kind: 'fails'; a: Act } | { kind: 'both'; a: Act; b: Act } | { kind: 'pass'; minutes: number };
const answer: fc.Arbitrary<Answer> = fc.constantFrom<Answer>({ kind: 'accept' }, { kind: 'accept' }, { kind: 'decline', why: 'full', reason: 'Synthetic' }, { kind: 'waitlist', until: '2026-06-01', text: '' }, { kind: 'begin', text: '' }, { kind: 'report', outcome: 'helped', text: '' });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Act>({ act: 'read' }) },
  { weight: 1, arbitrary: fc.constant<Act>({ act: 'received' }) },
  { weight: 5, arbitrary: fc.record({ act: fc.constant('answer' as const), by: fc.constantFrom('portal' as const, 'other' as const, 'phone' as const, 'machine' as const), answer }) },
  { weight: 1, arbitrary: fc.constant<Act>({ act: 'revoke' }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('message' as const), side: fc.constantFrom('centre' as const, 'service' as const), client: fc.nat(3) }) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('one' as const, 'one' as const, 'fails' as const), a: act }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('both' as const), a: act, b: act }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: fc.constantFrom(3, 8, 16, 40) }) },
);

interface Model { state: ReferralState; messages: Map<string, string>; ours: number }
const textOf = (a: Extract<Act, { act: 'message' }>): string => `Synthetic ${a.side} ${a.client}`;
const clientOf = (a: Extract<Act, { act: 'message' }>): string => `00000000-0000-4000-8000-00000000${a.side === 'centre' ? '1' : '2'}00${a.client}`;
/** What a plain reading of the rules says: the model after it, or null when it is refused. */
function foresee(m: Model, a: Act): Model | null {
  switch (a.act) {
    case 'read': case 'received': return GONE.includes(m.state) ? null : { ...m, state: m.state === 'sent' ? move('sent', 'receive') : m.state };
    case 'revoke': return can(m.state, 'revoke') ? { state: 'revoked', messages: new Map(), ours: m.ours } : null;
    case 'message': {
      if (GONE.includes(m.state)) return null;
      const known = m.messages.has(clientOf(a));
      return known ? m : { ...m, messages: new Map(m.messages).set(clientOf(a), textOf(a)), ours: m.ours + (a.side === 'centre' ? 1 : 0) };
    }
    case 'answer': {
      try {
        const state = after(m.state, a.answer);
        return { state, messages: ENDED.includes(state) ? new Map() : m.messages, ours: m.ours };
      } catch { return null; }
    }
  }
}
const perform = (t: Tx, number: string, a: Act): Promise<unknown> => {
  const who = (by: string): Actor => colleagues[by === 'other' ? 1 : 0]!;
  switch (a.act) {
    case 'read': return referrals.readForPartner(t, who('portal'), number);
    case 'received': return referrals.answerByMachine(t, who('machine'), number, { kind: 'received' });
    case 'revoke': return referrals.revoke(t, ana, number);
    case 'message': return a.side === 'centre' ? referrals.writeMessage(t, ana, number, { clientId: clientOf(a), text: textOf(a) }) : referrals.writeFromPartner(t, who('portal'), number, { clientId: clientOf(a), text: textOf(a) });
    case 'answer': return a.by === 'machine' ? referrals.answerByMachine(t, who('machine'), number, a.answer) : a.by === 'phone' ? referrals.record(t, ana, number, a.answer) : referrals.answer(t, who(a.by), number, a.answer);
  }
};
/** True when it was done; a refusal is one of the two named ones and nothing else. */
const attempt = (number: string, a: Act): Promise<boolean> => tx((t) => perform(t, number, a)).then(() => true, (e: { code?: string }) => { expect(['ReferralMoved', 'NotFound']).toContain(e.code); return false; });

/** As the owner, for whom the rows are there. */
const owner = createKysely(centre.database.ownerUrl, 1);
afterAll(() => owner.destroy());
const rowsOf = async <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> => (await query.execute(owner)).rows;
interface Seen { id: string; state: ReferralState; payload: number; steps: string[]; tasks: number }
async function look(number: string): Promise<Seen> {
  const [row] = await rowsOf(sql<{ id: string; state: ReferralState }>`select id, state from referral where number = ${number}`);
  return tx(async (t) => {
    await sql`select set_config('havenline.referral', ${row!.id}, true), set_config('havenline.staff', ${ana.id}, true)`.execute(t);
    const payload = (await sql`select 1 from referral_payload where referral_id = ${row!.id}`.execute(t)).rows.length;
    const steps = (await sql<{ step: string }>`select step from referral_step where referral_id = ${row!.id} order by at, step`.execute(t)).rows.map((r) => r.step);
    const tasks = (await sql`select 1 from task where ref = ${`referral:${row!.id}`} and done_at is null`.execute(t)).rows.length;
    return { ...row!, payload, steps, tasks };
  });
}

test('every referral is where the model says, whoever comes first; nothing is doubled and nothing lost', { timeout: 900_000 }, async () => {
  const opened = await centre.caseOf(ana);
  const request = { serviceAtLocationId: service.serviceAtLocationId, need: 'legal_aid', urgency: 'now' as const, fields: [{ personId: opened.childId, field: 'name' }] };
  const met = new Map<string, number>();
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 9 }), async (steps) => {
    const { sha256 } = await tx((t) => referrals.preview(t, ana, opened.number, request));
    const { number } = await tx((t) => referrals.create(t, ana, opened.number, { ...request, consent, previewed: sha256 }));
    const sentAt = centre.now();
    let model: Model = { state: 'sent', messages: new Map(), ours: 0 };
    const taken = new Set<string>();
    const due = ladder(15, (minutes) => new Date(sentAt.getTime() + minutes * 60_000));
    for (const s of steps) {
      if (s.kind === 'pass') {
        await centre.pass(s.minutes * 60);
        if (UNANSWERED.includes(model.state)) for (const { step: name, at } of due) if (at <= centre.now()) taken.add(name);
      } else if (s.kind === 'fails') {
        await expect(tx(async (t) => { await perform(t, number, s.a).catch(() => undefined); throw new Error('the process dies here'); })).rejects.toThrow('dies here');
      } else if (s.kind === 'one') {
        const next = foresee(model, s.a);
        expect([s.a, await attempt(number, s.a)]).toEqual([s.a, next !== null]);
        model = next ?? model;
      } else {
        // Whoever comes first: what both were answered has to be what one of the two orders says.
        const [didA, didB] = await Promise.all([attempt(number, s.a), attempt(number, s.b)]);
        const before = model;
        const orders = [true, false].map((aFirst) => {
          const one = foresee(before, aFirst ? s.a : s.b);
          const two = foresee(one ?? before, aFirst ? s.b : s.a);
          return { model: two ?? one ?? before, did: aFirst ? [one !== null, two !== null] : [two !== null, one !== null] };
        });
        const state = (await look(number)).state;
        const fits = orders.find((o) => o.did[0] === didA && o.did[1] === didB && o.model.state === state);
        expect([s, didA, didB, state, fits !== undefined]).toEqual([s, didA, didB, state, true]);
        model = fits!.model;
      }
      expect((await look(number)).state).toBe(model.state);
    }
    await centre.jobs.drain();
    const seen = await look(number);
    met.set(seen.state, (met.get(seen.state) ?? 0) + 1);
    const live = !GONE.includes(model.state);
    expect({ state: seen.state, payload: seen.payload, steps: seen.steps.toSorted() }).toEqual({ state: model.state, payload: live ? 1 : 0, steps: [...taken].toSorted() });
    if (!UNANSWERED.includes(seen.state)) expect(seen.tasks).toBe(0);
    // Messages: each once, as it was written, while the referral lives; of an ended one none.
    const { messages } = await tx((t) => referrals.messages(t, ana, number));
    expect(messages.map((m) => m.text).toSorted()).toEqual([...model.messages.values()].toSorted());
    // The service was told of each thing once, and every word that left is in the ledger by its hash.
    const mails = await rowsOf(sql<{ subject: string; state: string }>`select subject, state from mailbox_message where referral_number = ${number}`);
    const told = (subject: string): number => mails.filter((m) => m.subject === subject && m.state === 'delivered').length;
    expect([told('A referral is waiting for you'), told('A referral still waits for your answer'), told('A message about a referral is waiting for you'), mails.length]).toEqual([1, taken.has('remind') ? 1 : 0, model.ours, 1 + (taken.has('remind') ? 1 : 0) + model.ours]);
    const ledger = await tx((t) => centre.disclosures.ofReferral(t, number));
    expect(ledger.filter((l) => l.kind === 'disclosed' && l.fields[0]?.field === 'name').map((l) => l.sha256)).toEqual([sha256]);
    expect(ledger.filter((l) => l.kind === 'disclosed' && l.fields[0]?.field === 'words')).toHaveLength(model.ours);
    expect(ledger.filter((l) => l.kind === 'revoked')).toHaveLength(model.state === 'revoked' ? 1 : 0);
    for (const text of model.messages.values()) if (text.includes('centre')) expect(ledger.map((l) => l.sha256)).toContain(bytesHash(text));
    if (can(seen.state, 'revoke')) await tx((t) => referrals.revoke(t, ana, number));
  }), { numRuns: RUNS, seed: SEED });
  console.log(`${RUNS} runs (seed ${SEED}); they ended as ${[...met].map(([state, n]) => `${state} ${n}`).join(', ')}`);
  expect(met.size).toBeGreaterThan(3);
});

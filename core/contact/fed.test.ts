/** What routing knows by the live events is what the database says, through random histories of what people and callers do; a change that no event tells of is found. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTx, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { createRouting } from '#core/routing';
import { seeded } from '#core/workforce';
import { startSystem } from '#testing/harness';
import type { TestSystem } from '#testing/harness';

let it: TestSystem;
beforeAll(async () => { it = await startSystem({ clock: { now: () => new Date(), advance: () => undefined } }); }, 60_000);
afterAll(() => it?.stop());
const RUNS = Number(process.env['HAVENLINE_RUNS'] ?? 250);

test('after every act, when its events have come, a part compared with the database differs in nothing; a row changed behind the events is found, counted and read anew', { timeout: 120_000 }, async () => {
  const { db, contacts, staff, supervision, live, clock } = it.system;
  const routing = createRouting({ db, clock, contacts, timeZone: async () => 'UTC', mayDialNow: () => true });
  const unsubscribe = live.on(routing.hear);
  let told = 0;
  const come = async (): Promise<void> => {
    const here = new Promise<void>((ok) => { const stop = live.on(({ topic }) => { if (topic === `told:${told}`) { stop(); ok(); } }); });
    await inTx(db, (tx) => publish(tx, `told:${told}`));
    await here;
    told += 1;
  };
  const act = (work: (tx: Tx) => Promise<unknown>): Promise<unknown> => inTx(db, work).catch((error: { code?: string }) => { if (!['OfferGone', 'ContactMoved', 'IllegalMove', 'NotFound', 'NotWaiting'].includes(error.code ?? '')) throw error; });
  const setUp: Actor = { kind: 'system', name: 'setup' };
  const hired: Extract<Actor, { kind: 'staff' }>[] = [];
  for (let n = 0; n < 6; n += 1) {
    const { id } = await inTx(db, (tx) => staff.invite(tx, setUp, { deskName: `Synthetic ${n}`, roles: ['counsellor'], languages: n % 2 ? ['en'] : ['en', 'es'] })) as { id: string };
    await inTx(db, (tx) => staff.setPresence(tx, { kind: 'staff', id, roles: ['counsellor'], deskName: 'Synthetic' }, 'available'));
    hired.push({ kind: 'staff', id, roles: ['counsellor'], deskName: `Synthetic ${n}` });
  }
  const sam: Actor = { kind: 'staff', id: hired[0]!.id, roles: ['supervisor'], deskName: 'Heron' };
  const uniform = seeded(41);
  const any = <T>(all: readonly T[]): T => all[Math.floor(uniform() * all.length)]!;
  const open: string[] = [];
  let made = 0;
  await routing.tick();
  for (let n = 0; n < RUNS; n += 1) {
    const [who, one] = [any(hired), any(open)];
    const mine = async (tx: Tx) => contacts.now(tx, who);
    await any<() => Promise<unknown>>([
      () => act(async (tx) => open.push((await contacts.arrive(tx, { channel: any(['phone', 'chat'] as const), language: any(['en', 'es']), callId: `call-${n}`, waits: { chosen: [] }, told: { danger: uniform() < 0.2 } })).id)),
      () => act(async (tx) => staff.setPresence(tx, who, any(['available', 'available', 'available', 'available', 'break', 'off'] as const))),
      () => act(async (tx) => { const { offer } = await mine(tx); if (offer) await (uniform() < 0.7 ? contacts.accept(tx, who, offer.id) : contacts.decline(tx, who, offer.id)); }),
      () => act(async (tx) => { for (const c of (await mine(tx)).contacts) await (c.state === 'wrap_up' ? contacts.close(tx, who, c.id) : contacts.end(tx, who, c.id)); }),
      () => act(async (tx) => { if (one) await contacts.connected(tx, one); }),
      () => act(async (tx) => { if (one) await contacts.callerGone(tx, one); }),
      () => act(async (tx) => { if (one) await contacts.urgent(tx, one); }),
      () => act(async (tx) => { if (one) await contacts.lost(tx, one); }),
      () => act(async (tx) => { if (one) await contacts.pullForward(tx, sam, one, 'long_wait'); }),
      () => act(async (tx) => supervision.setSkills(tx, sam, who.id, { skills: { en: any([1, 2, 3]) }, chatsAtMost: any([1, 3]) })),
      () => act(async (tx) => uniform() < 0.15 && supervision.addBreak(tx, sam, who.id, { kind: 'break', from: new Date(Date.now() + any([600, 60, 3_600]) * 1_000), to: new Date(Date.now() + 7_200_000) })),
      () => act(async (tx) => contacts.setAutoAccept(tx, who.id, uniform() < 0.3)),
    ])();
    await come();
    made += await routing.look();
    await come();
    // Twice: what the first finds otherwise counts at the second, unless an event tells of it.
    expect([await routing.compare(), await routing.compare()], `act ${n}`).toEqual([0, 0]);
  }
  expect(made).toBeGreaterThan(RUNS / 20);
  expect(routing.differences()).toBe(0);

  await sql`update staff_account set languages = '{mam}' where id = ${hired[1]!.id}::uuid`.execute(db);
  await sql`update staff_presence set state = 'available' where account_id = ${hired[1]!.id}::uuid`.execute(db);
  await sql`insert into contact (id, number, channel, language, state, waiting_since, started_at, line_at) values (gen_random_uuid(), 'CT-QUIET', 'phone', 'mam', 'waiting', now(), now(), now())`.execute(db);
  await routing.look();
  expect([await routing.compare(), await routing.compare()]).toEqual([0, 2]);
  expect(routing.differences()).toBe(2);
  await routing.look();
  expect([await routing.compare(), await routing.compare()]).toEqual([0, 0]);
  unsubscribe();
});

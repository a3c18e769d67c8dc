/** Two servers route at the same time, while callers hang up and counsellors finish: no contact is with two, no counsellor has two, nobody is lost. */
import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createKysely } from '#adapters/postgres';
import { createAudit } from '#core/audit';
import { createAccess } from '#core/access';
import { createJobs } from '#core/jobs';
import { inTx } from '#core/kernel';
import type { Actor } from '#core/kernel';
import { createLines } from '#core/reach';
import { createRouting } from '#core/routing';
import { createTestDatabase } from '#testing/postgres';
import { createContacts } from './index.ts';

const clock = { now: () => new Date() };
const random = { bytes: (n: number) => randomBytes(n), below: (n: number) => randomInt(n) };

test('with two servers routing at once every caller is with at most one counsellor, every counsellor with at most one caller, and all are served in the end', { timeout: 120_000 }, async () => {
  const database = await createTestDatabase();
  const db = createKysely(database.appUrl, 12);
  try {
    const audit = createAudit({ clock, random });
    const access = createAccess({ db, audit, clock, random, policyDir: join(import.meta.dirname, '../../policies') });
    const contacts = createContacts({ db, clock, random, audit, access, jobs: createJobs({ db, clock, random }), timeZone: async () => 'UTC', lines: createLines({ clock, random, audit, access }), codeKey: randomBytes(32), vault: {} as never, recorder: {} as never });
    const staff: Actor[] = [];
    for (let n = 0; n < 9; n++) {
      const id = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
      await inTx(db, async (tx) => {
        await sql`insert into staff_account (id, kind, desk_name, roles, languages, created_at) values (${id}, 'staff', ${`Synthetic ${n}`}, '{counsellor}', ${n % 3 === 0 ? ['en', 'es'] : n % 3 === 1 ? ['en'] : ['es']}, now())`.execute(tx);
        await sql`insert into staff_presence values (${id}, 'available', now())`.execute(tx);
        await contacts.setAutoAccept(tx, id, n % 2 === 0);
      });
      staff.push({ kind: 'staff', id, roles: ['counsellor'], deskName: `Synthetic ${n}` });
    }
    const servers = [0, 1].map(() => createRouting({ db, clock, contacts, timeZone: async () => 'UTC', mayDialNow: () => true, onError: (error) => { throw error; } }));
    const count = async (text: string): Promise<number> => (await inTx(db, (tx) => sql<{ n: number }>`${sql.raw(text)}`.execute(tx))).rows[0]!.n;
    const CALLS = 50;
    let doubled = 0;
    for (let n = 0; n < CALLS || (await count(`select count(*)::int as n from contact where state not in ('closed', 'abandoned')`)) > 0; n++) {
      if (n < CALLS) {
        const arrived = await inTx(db, (tx) => contacts.arrive(tx, { channel: 'phone', language: n % 2 ? 'en' : 'es', callId: `call-${n}`, waits: { chosen: [] } }));
        if (n % 7 === 0) void inTx(db, (tx) => contacts.callerGone(tx, arrived.id));
      }
      // Each does what is before them: takes an offer, ends a talk, ends the wrap-up.
      const work = staff.map((one) => inTx(db, async (tx) => {
        const { offer, contacts: mine } = await contacts.now(tx, one);
        if (offer) await contacts.accept(tx, one, offer.id);
        for (const c of mine) await (c.state === 'wrap_up' ? contacts.close(tx, one, c.id) : contacts.end(tx, one, c.id));
      }).catch((error: { code?: string }) => { if (!['OfferGone', 'ContactMoved', 'NotFound'].includes(error.code ?? '')) throw error; }));
      for (const one of servers) one.hear({ topic: `staff:${(staff[n % staff.length] as { id: string }).id}`, hint: 'presence' });
      await Promise.all([...servers.map((one) => one.tick()), ...work]);
      doubled += await count(`select count(*)::int as n from (select counsellor_id from contact where state in ('connecting', 'talking') group by 1 having count(*) > 1
        union all select contact_id from offer where state = 'pending' group by 1 having count(*) > 1
        union all select o.staff_id from offer o join contact c on c.counsellor_id = o.staff_id and c.state in ('connecting', 'talking') where o.state = 'pending') d`);
    }
    expect(doubled).toBe(0);
    expect(await count(`select count(*)::int as n from contact where state = 'closed'`)).toBeGreaterThan(CALLS * 0.8);
    expect(await count(`select count(*)::int as n from contact`)).toBe(CALLS);
    // Each step of each contact is in the log, also of those that shared a transaction.
    expect(await count(`select count(*)::int as n from log_detail where details like '%"action":"arrive"%'`)).toBe(CALLS);
  } finally {
    await db.destroy();
    await database.drop();
  }
});

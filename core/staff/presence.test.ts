import { expect, test } from 'vitest';
import { createKysely } from '#adapters/postgres';
import { inTx } from '#core/kernel';
import { createTestDatabase } from '#testing/postgres';
import { sql } from 'kysely';
import { createBrowserWatch, LOST_SECONDS } from './presence.ts';

test('a browser that is nowhere is found once, by one server, also when all servers were away; one that comes back in time is not', async () => {
  const database = await createTestDatabase();
  const db = createKysely(database.appUrl, 4);
  const ids = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
  try {
    await inTx(db, async (tx) => {
      for (const id of ids) {
        await sql`insert into staff_account (id, kind, desk_name, roles, languages, created_at) values (${id}, 'staff', 'Synthetic', '{counsellor}', '{en}', now())`.execute(tx);
        await sql`insert into staff_presence (account_id, state, since) values (${id}, 'available', now())`.execute(tx);
      }
    });
    // The third was never seen in a browser: an automatic one.
    await inTx(db, (tx) => sql`update staff_presence set seen_at = clock_timestamp() - interval '1 hour' where account_id <> ${ids[2]!}`.execute(tx));
    let now = 0;
    const lost: string[] = [];
    const here = [[ids[0]!], []];
    const servers = here.map((mine) => createBrowserWatch({ db, here: () => mine, nowMs: () => now, lost: (id) => void lost.push(id) }));
    const beat = async (): Promise<void> => {
      now += 2_000;
      await Promise.all(servers.map((one) => one.beat()));
    };
    // Browsers get the time to come back to servers that were just started.
    for (let second = 2; second < LOST_SECONDS; second += 2) await beat();
    expect(lost).toEqual([]);
    await beat();
    await beat();
    expect(lost).toEqual([ids[1]]);
    await beat();
    expect(lost).toEqual([ids[1]]);
    // Back, and away again; a server that stood still in between waits again before it finds anybody.
    here[1]!.push(ids[1]!);
    await beat();
    here[1]!.pop();
    await inTx(db, (tx) => sql`update staff_presence set seen_at = clock_timestamp() - interval '8 seconds' where account_id = ${ids[1]!}`.execute(tx));
    now += 60_000;
    await beat();
    expect(lost).toHaveLength(1);
    for (let n = 0; n < 4; n += 1) await beat();
    expect(lost).toEqual([ids[1], ids[1]]);
  } finally {
    await db.destroy();
    await database.drop();
  }
});

import { mkdtempSync, chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import { openKeys } from '#adapters/keys';
import { createTestDatabase } from '#testing/postgres';
import { createAudit } from '#core/audit';
import { inTx } from '#core/kernel';
import { systemClock, systemRandom } from '#adapters/clock';
import { createKysely } from '#adapters/postgres';
import { sql } from 'kysely';

const dataDir = mkdtempSync(join(tmpdir(), 'havenline log '));
chmodSync(dataDir, 0o755);
const database = await createTestDatabase();
afterAll(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true });
});

function havenline(...args: string[]): { status: number | null; text: string } {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args, '--data', dataDir], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], DATABASE_URL: database.ownerUrl, DATABASE_APP_URL: database.appUrl },
  });
  return { status: run.status, text: run.stdout + run.stderr };
}

test('log verify finds a whole log whole, shows what was done, and names an edited entry', { timeout: 120_000 }, async () => {
  const keys = openKeys({ dataDir });
  const db = createKysely(database.appUrl, 1);
  const owner = createKysely(database.adminUrl, 1);
  try {
    const audit = createAudit({ clock: systemClock, random: systemRandom, signer: keys.signer });
    await inTx(db, (tx) =>
      audit.append(tx, { actor: { kind: 'system', name: 'test' }, purpose: 'operation', action: 'test.happened', subject: { type: 'test', id: 'one' }, outcome: 'done' }),
    );
    await audit.sequence(db);
    const whole = havenline('log', 'verify');
    expect(whole.text).toMatch(/The log is whole: 1 entries/);
    expect(whole.status).toBe(0);
    expect(havenline('log', 'show', '--limit', '3').text).toMatch(/done {2}test.happened {2}test:one {2}by system:test/);
    const proof = havenline('log', 'prove', '--entry', '0');
    expect(proof.text).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra \S+\nindex 0\n\nhavenline\/log\n1\n/);
    expect(havenline('log', 'prove', '--from', '1', '--to', '1').status).toBe(0);
    expect(havenline('log', 'prove', '--entry', '7').text).toContain('There is no such entry');
    expect(havenline('log', 'prove', '--from', '2', '--to', '9').status).toBe(2);
    const key = havenline('log', 'keys').text.trim();
    expect(key).toMatch(/^havenline\/log\+[0-9a-f]{8}\+\S+$/);
    const kept = join(dataDir, 'kept.checkpoint');
    writeFileSync(kept, (await inTx(db, (tx) => audit.checkpoint(tx, 'own')))!);
    expect(havenline('log', 'verify', '--against', kept, '--log-key', key).status).toBe(0);
    writeFileSync(kept, 'no checkpoint');
    expect(havenline('log', 'verify', '--against', kept).text).toContain('CheckpointSignatureWrong');
    expect(havenline('log', 'export', '--to', join(dataDir, 'tiles')).status).toBe(0);
    expect(readdirSync(join(dataDir, 'tiles', 'tile', 'entries', '000.p'))).toEqual(['1']);
    await sql`alter table log_entry disable trigger all`.execute(owner).catch(() => {});
    await sql`update log_entry set leaf = leaf || ' '`.execute(owner);
    const edited = havenline('log', 'verify');
    expect(edited.text).toMatch(/at 0: .*\n[\s\S]*NOT as it was written/);
    expect(edited.status).toBe(1);
    expect(havenline('log', 'prove', '--entry', '0').status).toBe(1);
  } finally {
    await owner.destroy();
    await db.destroy();
    keys.close();
  }
});

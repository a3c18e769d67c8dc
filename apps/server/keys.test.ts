import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSystem } from '#testing/harness';
import type { TestSystem } from '#testing/harness';
import { acceptKeys } from '../cli/keys.ts';
import { startServer } from './main.ts';

const home = mkdtempSync(join(tmpdir(), 'havenline-keys-'));
let it: TestSystem;
beforeAll(async () => { it = await startSystem(); }, 120_000);
afterAll(async () => {
  await it?.stop();
  rmSync(home, { recursive: true, force: true });
});

const second = (name: string, keysDir?: string) => startServer({
  ownerUrl: it.ownerUrl, appUrl: it.appUrl, dataDir: join(home, name), ...(keysDir === undefined ? {} : { keysDir }), port: 0, host: '127.0.0.1', publicName: 'localhost', runJobs: false,
  telephony: { unavailable: { reason: 'This is a test without a telephone.', advice: 'Nothing.' } }, log: () => undefined,
});

test('a second machine with the shared keys starts; with keys of its own it is refused and told what to do; after "keys accept" a store put back is taken', { timeout: 60_000 }, async () => {
  const together = await second('together', it.dataDir);
  await together.stop();
  await expect(second('alone')).rejects.toMatchObject({ code: 'KeyStoreDiffers', action: expect.stringContaining('--keys') });
  const said: string[] = [];
  expect(await acceptKeys(['--data', join(home, 'alone'), '--database-url', it.ownerUrl, '--database-app-url', it.appUrl], (line) => void said.push(line))).toBe(0);
  expect(said.join()).toContain('is taken as the one of this centre');
  const alone = await second('alone');
  await alone.stop();
  await expect(second('together', it.dataDir)).rejects.toMatchObject({ code: 'KeyStoreDiffers' });
});

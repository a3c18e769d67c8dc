import { expect, test } from 'vitest';
import { run } from './log.ts';

test('kill -9 during appends, of the process and of the database: the log is whole, and no acknowledged act is without its entry', { timeout: 60_000 }, async () => {
  const found = await run(20, () => {});
  expect(found).toMatchObject({ kills: 20, postmaster_kills: 2, missing: 0, problems: [] });
  expect(found.acknowledged).toBeGreaterThan(20);
});

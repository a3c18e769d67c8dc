import { expect, test } from 'vitest';
import { run } from './log.ts';

test('kill -9 during appends, of the process and of the database: the log is whole, and no acknowledged act is without its entry', { timeout: 120_000 }, async () => {
  const found = await run(12, () => {});
  expect(found).toMatchObject({ kills: 12, postmaster_kills: 1, missing: 0, problems: [] });
  expect(found.acknowledged).toBeGreaterThan(12);
});

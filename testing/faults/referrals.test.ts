import { expect, test } from 'vitest';
import { run } from './referrals.ts';

test('kill -9 while referrals are sent and answered and the mail is brought: nothing acknowledged is lost, nothing is doubled, every deadline still comes', { timeout: 180_000 }, async () => {
  const found = await run(3, Math.random);
  console.log(JSON.stringify(found));
  expect(found.problems).toEqual([]);
  expect(found.sent).toBeGreaterThan(2);
});

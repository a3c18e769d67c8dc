import { expect, test } from 'vitest';
import { AT_ONCE, AT_ONCE_LATE, createAdmission } from './admission.ts';

const settled = async (): Promise<void> => { for (let i = 0; i < 5; i++) await Promise.resolve(); };

test('so many are taken on at once; the others ring and come in the order they came', async () => {
  const gate = createAdmission(() => 0);
  const inside: number[] = [];
  const leave: (() => void)[] = [];
  for (let n = 0; n < AT_ONCE + 3; n++) void gate.enter().then((out) => { inside.push(n); leave.push(out); });
  await settled();
  expect(inside).toHaveLength(AT_ONCE);
  expect(gate.ringing()).toBe(3);
  leave[0]!();
  leave[0]!();
  await settled();
  expect(inside).toHaveLength(AT_ONCE + 1);
  expect(inside.at(-1)).toBe(AT_ONCE);
});
test('while events come late fewer are taken on, and nobody is left outside for good', async () => {
  let lag = 2_000;
  const gate = createAdmission(() => lag);
  let inside = 0;
  const leave: (() => void)[] = [];
  for (let n = 0; n < 40; n++) void gate.enter().then((out) => { inside += 1; leave.push(out); });
  await settled();
  expect(inside).toBe(AT_ONCE_LATE);
  lag = 0;
  leave[0]!();
  await settled();
  expect(inside).toBe(40);
});

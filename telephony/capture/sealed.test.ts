import { expect, test } from 'vitest';
import { newBox, open, seal } from './sealed.ts';

test('only the private key opens a box, and no box looks like another of the same text', () => {
  const [mine, other] = [newBox(), newBox()];
  const box = seal(mine.publicKey, '+15550100 synthetic');
  expect(open(mine.privateKey, box)).toBe('+15550100 synthetic');
  expect(() => open(other.privateKey, box)).toThrow();
  expect(seal(mine.publicKey, '+15550100 synthetic').equals(box)).toBe(false);
  expect(box.includes('5550100')).toBe(false);
});
test('a box that was changed anywhere does not open', () => {
  const mine = newBox();
  const box = seal(mine.publicKey, 'x');
  for (let i = 0; i < box.length; i++) {
    const changed = Buffer.from(box);
    changed[i]! ^= 1;
    expect(() => open(mine.privateKey, changed), String(i)).toThrow();
  }
});

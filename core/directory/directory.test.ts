import { expect, test } from 'vitest';
import { syntheticDirectory } from './synthetic.ts';

test('the same seed makes the same directory, and another seed another one', () => {
  expect(syntheticDirectory('a')).toEqual(syntheticDirectory('a'));
  expect(syntheticDirectory('a')[7]!.id).not.toBe(syntheticDirectory('b')[7]!.id);
});

test('every synthetic organization shows that it does not exist', () => {
  const all = syntheticDirectory('havenline');
  expect(all).toHaveLength(200);
  expect(new Set(all.map((o) => o.name)).size).toBe(200);
  for (const o of all) {
    expect(o.name).toMatch(/^Example /);
    expect(o.email).toMatch(/\.example$/);
    expect(o.service.phone.number).toMatch(/^\+1 555 01\d\d$/);
  }
});

test('a few agencies take part in enforcement, each with a date, and shelters are residential', () => {
  const all = syntheticDirectory('havenline');
  const taking = all.filter((o) => o.enforcementSince !== null);
  expect(taking.length).toBeGreaterThan(1);
  expect(taking.length).toBeLessThan(10);
  for (const o of taking) expect(o.enforcementSince).toMatch(/^\d{4}-\d\d-\d\d$/);
  for (const o of all) expect(o.service.residential).toBe(o.service.needs[0] === 'shelter');
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { erlangA, erlangB, erlangC, staffFor, withinC } from './erlang.ts';

test('Erlang B and C are as published', () => {
  expect(erlangC(10, 14)).toBeCloseTo(0.1741, 4);
  expect(erlangB(123, 132)).toBeCloseTo(0.0312, 4);
  // 7,000 calls a day of 14 minutes: some 114 at once in the peak hour.
  expect(withinC(114, 125, 840, 20)).toBeGreaterThan(0.8);
  expect(withinC(114, 132, 840, 20)).toBeGreaterThan(0.95);
});

test('Erlang A is as published: 100 calls in half an hour, three minutes each, five minutes of patience, 14 counsellors', () => {
  const found = erlangA({ arrivals: 100 / 1800, handling: 180, patience: 300 }, 14, 20);
  expect(found.waits).toBeCloseTo(0.14526, 5);
  expect(found.abandons).toBeCloseTo(0.013984, 6);
  expect(found.within).toBeCloseTo(0.916792, 6);
});

const lines = fc.record({ arrivals: fc.double({ min: 0.001, max: 2, noNaN: true }), handling: fc.integer({ min: 30, max: 1800 }), patience: fc.integer({ min: 20, max: 3600 }) });

test('without end of patience Erlang A is Erlang C', () => {
  fc.assert(fc.property(lines, fc.integer({ min: 1, max: 30 }), (line, spare) => {
    const load = line.arrivals * line.handling;
    const servers = Math.ceil(load) + spare;
    const found = erlangA({ ...line, patience: 1e12 }, servers, 20);
    expect(found.waits).toBeCloseTo(erlangC(load, servers), 4);
    expect(found.within).toBeCloseTo(withinC(load, servers, line.handling, 20), 4);
  }), { numRuns: 100 });
});

test('who waits on average what their patience allows gives up: the abandoned share is the mean wait over the patience', () => {
  fc.assert(fc.property(lines, fc.integer({ min: 1, max: 400 }), (line, servers) => {
    const found = erlangA(line, servers, 20);
    expect(found.abandons).toBeCloseTo(found.meanWait / line.patience, 8);
    for (const share of [found.waits, found.abandons, found.within, found.occupancy]) expect(share >= -1e-9 && share <= 1 + 1e-9).toBe(true);
    expect(erlangA(line, servers + 1, 20).within).toBeGreaterThanOrEqual(found.within - 1e-9);
  }), { numRuns: 200 });
});

test('the requirement is the least that reaches the target', () => {
  const line = { arrivals: 7000 / 86_400 * 1.65, handling: 840, patience: 240 };
  const need = staffFor(line, 0.8, 20);
  expect(erlangA(line, need, 20).within).toBeGreaterThanOrEqual(0.8);
  expect(erlangA(line, need - 1, 20).within).toBeLessThan(0.8);
});

test('what cannot be reckoned with is refused with what to give', () => {
  expect(() => erlangB(-1, 3)).toThrow(/not a number from zero up/);
  expect(() => erlangC(3, 2.5)).toThrow(/whole number/);
  expect(() => erlangA({ arrivals: 1, handling: 60, patience: 0 }, 3, 20)).toThrow(/patience/);
});

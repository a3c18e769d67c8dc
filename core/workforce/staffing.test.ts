import fc from 'fast-check';
import { expect, test } from 'vitest';
import { staffFor } from './erlang.ts';
import { callersOf, changeShifts, shiftsOfNeed, spansOf } from './scenario.ts';
import type { Change } from './scenario.ts';
import { AIM, hourly, needed, offeredLoad, scheduled } from './staffing.ts';
import type { LineLoad } from './staffing.ts';
import { bounded, whatIf } from './what-if.ts';

const line = (perQuarter: number, quarters = 96, language = 'es'): LineLoad => ({ language, channel: 'phone', handling: 840, arrivals: Array.from({ length: quarters }, () => perQuarter) });

test('a steady line has the load that Erlang gives it; after a peak talks go on, and none is lost', () => {
  for (const load of offeredLoad(Array.from({ length: 20 }, () => 30), 840)) expect(load).toBeCloseTo((30 * 840) / 900, 6);
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 40 }), fc.integer({ min: 60, max: 1800 }), (peak, handling) => {
    const load = offeredLoad([0, 0, ...peak, ...Array.from({ length: 60 }, () => 0)], handling);
    const seconds = load.reduce((sum, one) => sum + one * 900, 0);
    // The middle of a quarter hour stands for it: near enough.
    expect(seconds / Math.max(1, peak.reduce((sum, one) => sum + one, 0) * handling)).toBeLessThan(1.6);
    expect(load.every((one) => one >= 0)).toBe(true);
  }), { numRuns: 200 });
  const after = offeredLoad([0, 100, 0, 0], 900);
  expect(after[2]).toBeGreaterThan(after[3]!);
  expect(after[2]).toBeGreaterThan(10);
});

test('people needed are Erlang A’s for a steady line; chats share a person; the rota has more than are at their desks', () => {
  const need = needed([line(30)], AIM).get('es')!;
  expect(need[50]).toBe(staffFor({ arrivals: 30 / 900, handling: 840, patience: 240 }, 0.8, 20));
  expect(needed([{ ...line(30), channel: 'chat' }], AIM).get('es')![50]).toBe(Math.ceil(need[50]! / 3));
  // Five seconds from the offer to the answer: somebody is taken longer, and the caller has waited them already.
  expect(needed([line(30)], AIM, 5).get('es')![50]).toBe(staffFor({ arrivals: 30 / 900, handling: 845, patience: 240 }, 0.8, 15));
  expect(hourly(need)).toHaveLength(24);
  expect(scheduled(7, 0.3)).toBe(10);
  expect(() => needed([line(1)], { ...AIM, share: 1 })).toThrow(/aim/);
});

test('with as many people as needed the simulator answers as many in time as was aimed for, through a day that rises and falls', { timeout: 60_000 }, () => {
  const day: LineLoad = { ...line(0), arrivals: Array.from({ length: 96 }, (_, q) => 40 * (1.2 + Math.sin((q / 96) * 2 * Math.PI - 1.5))) };
  const need = new Map([...needed([day], AIM)].map(([language, quarters]) => [language, hourly(quarters)]));
  const { lines } = whatIf({ lines: [day], shifts: shiftsOfNeed(need), changes: [], aim: AIM, runs: 6, seed: 3 });
  expect(lines[0]!.inTime.before.mean).toBeGreaterThan(0.78);
  expect(lines[0]!.inTime.before.mean).toBeLessThan(0.97);
  const rings = new Map([...needed([day], AIM, 6)].map(([language, quarters]) => [language, hourly(quarters)]));
  const inTime = (need: typeof rings): number => whatIf({ lines: [day], shifts: shiftsOfNeed(need), changes: [], aim: AIM, runs: 6, seed: 3, ring: 6 }).lines[0]!.inTime.before.mean;
  expect(inTime(rings)).toBeGreaterThan(0.78);
  expect(inTime(need)).toBeLessThan(inTime(rings));
});

test('the same callers come again, beside those who come more; twice as many are twice as many', () => {
  const base = [...callersOf([line(20, 40)], 240, [], 5)];
  const twice: Change = { kind: 'calls', language: '', factor: 2, days: [0], fromHour: 0, toHour: 24 };
  const more = [...callersOf([line(20, 40)], 240, [twice], 5)];
  const key = (one: { at: number; patience: number }): string => `${one.at} ${one.patience}`;
  const all = new Set(more.map(key));
  expect(base.every((one) => all.has(key(one)))).toBe(true);
  expect(more.length / base.length).toBeGreaterThan(1.8);
  expect(more.length / base.length).toBeLessThan(2.2);
  const half = [...callersOf([line(20, 40)], 240, [{ ...twice, factor: 0.5 }], 5)];
  expect(half.length / base.length).toBeLessThan(0.6);
  expect(more.every((one, n) => n === 0 || one.at >= more[n - 1]!.at)).toBe(true);
});

test('two fewer on Saturday night are two fewer in each of its hours and nowhere else', () => {
  const shifts = shiftsOfNeed(new Map([['es', Array.from({ length: 72 }, () => 5)]]));
  const night: Change = { kind: 'people', language: 'es', count: -2, days: [1], fromHour: 22, toHour: 6 };
  expect(spansOf(night)).toEqual([{ from: 46 * 3600, to: 54 * 3600 }]);
  const count = (all: typeof shifts, hour: number): number => all.filter((one) => one.from <= hour * 3600 && one.to > hour * 3600).length;
  const changed = changeShifts(shifts, [night]);
  for (let hour = 0; hour < 72; hour += 1) expect(count(changed, hour), `hour ${hour}`).toBe(hour >= 46 && hour < 54 ? 3 : 5);
  expect(count(changeShifts(shifts, [{ ...night, count: 2 }]), 47)).toBe(7);
});

test('bounds are Student’s', () => {
  const { mean, low, high } = bounded([1, 2, 3, 4, 5]);
  expect(mean).toBe(3);
  expect(high - mean).toBeCloseTo(2.776 * Math.sqrt(2.5 / 5), 3);
  expect(mean - low).toBeCloseTo(high - mean, 9);
});

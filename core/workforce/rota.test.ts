import { expect, test } from 'vitest';
import { solve } from './program.ts';
import { gapsOf, makeRota } from './rota.ts';
import type { RotaProblem, Rules, Worker } from './rota.ts';

const CURVE = [0.45, 0.35, 0.3, 0.3, 0.35, 0.45, 0.6, 0.8, 1.05, 1.25, 1.4, 1.45, 1.4, 1.35, 1.35, 1.4, 1.45, 1.5, 1.45, 1.35, 1.2, 1, 0.8, 0.6];
const RULES: Rules = { shiftHours: 8, every: 2, restHours: 11, daysAWeek: 5, daysInARow: 6, nightWeeks: 1 };
const days = (count: number, perHour: number): number[][] => Array.from({ length: count }, () => CURVE.map((one) => Math.round(one * perHour)));
const people = (count: number): Worker[] => Array.from({ length: count }, (_, n) => ({
  id: `synthetic-${n}`, skills: n % 4 === 0 ? ['es', 'en'] : n % 4 < 3 ? ['es'] : ['en'], nights: n % 3 !== 0, off: n % 10 === 0 ? [3, 4] : [], prefers: n % 2 ? [8, 10] : [14, 16],
}));

test('a rota keeps every rule for every person, and says each hour that it leaves open', { timeout: 240_000 }, async () => {
  // As long as it takes: a slow machine is no other answer.
  const workers = people(24);
  const problem: RotaProblem = { need: { es: days(14, 2.4) }, workers, rules: RULES, seconds: 100 };
  const told: number[] = [];
  const rota = await makeRota(problem, (done) => told.push(done));
  expect(told).toEqual([1, 2]);
  for (const worker of workers) {
    const own = rota.shifts.filter((shift) => shift.workerId === worker.id).toSorted((a, b) => a.day - b.day);
    let row = 0;
    own.forEach((shift, n) => {
      const before = own[n - 1];
      if (before) expect((shift.day - before.day) * 24 + shift.begins - before.begins - RULES.shiftHours).toBeGreaterThanOrEqual(RULES.restHours);
      row = before && shift.day === before.day + 1 ? row + 1 : 1;
      expect(row).toBeLessThanOrEqual(RULES.daysInARow);
      expect(worker.off).not.toContain(shift.day);
    });
    const night = (begins: number): boolean => begins >= 22 || begins + RULES.shiftHours > 24 || begins < 6;
    for (const week of [0, 1]) expect(own.filter((shift) => Math.floor(shift.day / 7) === week).length).toBeLessThanOrEqual(RULES.daysAWeek);
    expect(new Set(own.filter((shift) => night(shift.begins)).map((shift) => Math.floor(shift.day / 7))).size).toBeLessThanOrEqual(worker.nights ? RULES.nightWeeks : 0);
  }
  expect(rota.gaps).toEqual(gapsOf(problem, rota.shifts));
  const needed = Object.values(problem.need).flat(2).reduce((sum, one) => sum + one, 0);
  // Measured: 0.8 % of the hours open, proven best.
  expect(rota.gaps.reduce((sum, gap) => sum + gap.missing, 0) / needed).toBeLessThan(0.02);
  expect(rota.gap).toBeLessThanOrEqual(0.01);
});

test('rest, days in a row and weeks of nights in a row are kept into the rota from the one before, and into the one that stands after it', { timeout: 240_000 }, async () => {
  const rules: Rules = { ...RULES, every: 8, nightWeeks: 1 };
  const workers = people(10).map((one) => ({ ...one, nights: true, off: [] }));
  const problem: RotaProblem = { need: { es: days(7, 1.2) }, workers, rules, seconds: 30 };
  const shift = (day: number, begins: number) => ({ day, begins, hours: 8 });
  const broken = (made: Awaited<ReturnType<typeof makeRota>>, around: (n: number) => { day: number; begins: number; hours: number }[]): string[] => workers.flatMap((worker, n) => {
    const all = [...around(n), ...made.shifts.filter((one) => one.workerId === worker.id).map((one) => shift(one.day, one.begins))].toSorted((a, b) => a.day - b.day);
    const nights = (week: number): boolean => all.some((one) => Math.floor(one.day / 7) === week && (one.begins < 6 || one.begins + one.hours > 24));
    let row = 0;
    return all.flatMap((one, k) => {
      const before = all[k - 1];
      row = before?.day === one.day - 1 ? row + 1 : 1;
      return [...(before && (one.day - before.day) * 24 + one.begins - before.begins - 8 < rules.restHours ? ['rest'] : []), ...(row > rules.daysInARow ? ['row'] : [])];
    }).concat((nights(-1) && nights(0)) || (nights(0) && nights(1)) ? ['nights'] : []);
  });
  // Who worked late, who worked five days to the end, who had nights; and somebody who begins early on the first day after.
  const before = (n: number) => (n < 4 ? [3, 4, 5, 6, 7].map((back) => shift(-back + 2, 16)) : n < 8 ? [1, 2, 3].map((back) => shift(-back, 0)) : []);
  const after = (n: number) => (n % 2 === 0 ? [7, 8, 9].map((day) => shift(day, 8)) : []);
  const around = (n: number) => [...before(n), ...after(n)];
  const blind = await makeRota(problem);
  expect(broken(blind, around)).not.toEqual([]);
  const made = await makeRota({ ...problem, workers: workers.map((one, n) => ({ ...one, around: around(n) })) });
  expect(broken(made, around)).toEqual([]);
  expect(made.shifts.length).toBeGreaterThan(20);
  expect(made.gaps).toEqual(gapsOf(problem, made.shifts));
  // What the border costs is not said to be proven.
  expect([blind.gap <= 0.01, made.gap > 0.01]).toEqual([true, true]);
});

test('whoever has two languages is not counted for both in the same hour', () => {
  const workers: Worker[] = [{ id: 'both', skills: ['es', 'en'], nights: true, off: [] }];
  const one = Array.from({ length: 7 }, () => Array.from({ length: 24 }, (_, hour) => Number(hour === 10)));
  const gaps = gapsOf({ need: { es: one, en: one }, workers, rules: RULES }, [{ workerId: 'both', day: 0, begins: 8 }]);
  expect(gaps.filter((gap) => gap.day === 0)).toEqual([{ day: 0, hour: 10, skills: ['es', 'en'], missing: 1 }]);
});

test('rules that cannot hold together are named before anything is tried', async () => {
  const workers = people(8);
  const need = { es: days(7, 2) };
  const made = (change: Partial<RotaProblem>, rules: Partial<Rules> = {}) => makeRota({ need, workers, rules: { ...RULES, ...rules }, ...change });
  await expect(made({}, { restHours: 17 })).rejects.toThrow(/shifts of 8 hours, a rest of 17 hours/);
  await expect(made({ need: { mam: days(7, 1) } })).rejects.toThrow(/a need for mam, and nobody who has it/);
  await expect(made({ workers: workers.map((one) => ({ ...one, nights: false })) })).rejects.toThrow(/at night, and nobody/);
  await expect(made({}, { nightWeeks: 0 })).rejects.toThrow(/no weeks of nights/);
  await expect(made({}, { daysAWeek: 6, daysInARow: 4 })).rejects.toThrow(/6 days of work a week and at most 4 in a row/);
  await expect(made({ need: { es: days(6, 2) } })).rejects.toThrow(/whole weeks/);
});

test('a program without a solution is said, and one with whole numbers is proven', async () => {
  expect((await solve({ minimise: [[3, 'x'], [2, 'y']], subject: [{ terms: [[2, 'x'], [3, 'y']], is: '>=', value: 7 }], bounds: [], whole: ['x', 'y'] }, { seconds: 5, gap: 0 }))).toMatchObject({ objective: 6, gap: 0 });
  await expect(solve({ minimise: [[1, 'x']], subject: [{ terms: [[1, 'x']], is: '>=', value: 2 }, { terms: [[1, 'x']], is: '<=', value: 1 }], bounds: [], whole: [] }, { seconds: 5, gap: 0 })).rejects.toMatchObject({ code: 'NoSolution' });
});

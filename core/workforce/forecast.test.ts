import { expect, test } from 'vitest';
import { backtest } from './backtest.ts';
import { learn } from './forecast.ts';
import { generatedDays } from './generated.ts';

const sum = (values: number[]): number => values.reduce((all, one) => all + one, 0);

test('on generated days the forecast misses less than last week and than the mean of four weeks, and eight of ten quarter hours lie between its quantiles', () => {
  const found = backtest(generatedDays(800, 7_000, 11), 60);
  process.stdout.write(`${JSON.stringify({ ...found, byDay: undefined })}\n`);
  expect(found.byDay).toHaveLength(60);
  expect(found.byDay.filter((day) => day.seen >= day.low && day.seen <= day.high).length / 60).toBeGreaterThan(0.6);
  expect(found.ours.rmsse).toBeLessThan(Math.min(found.seasonalNaive.rmsse, found.lastWeeksMean.rmsse));
  expect(found.ours.pinball).toBeLessThan(Math.min(found.seasonalNaive.pinball, found.lastWeeksMean.pinball));
  expect(found.ours.covered).toBeGreaterThan(0.75);
  expect(found.ours.covered).toBeLessThan(0.88);
});

test('a month is enough to be no worse than last week', () => {
  const found = backtest(generatedDays(42, 400, 5), 14);
  expect(found.ours.rmsse).toBeLessThan(found.seasonalNaive.rmsse);
});

test('a holiday that was seen before is foreseen with its own factor, and a trend goes on', () => {
  const days = generatedDays(800, 7_000, 3);
  const seen = learn(days.slice(0, 723));
  const coming = { weekday: days[723]!.weekday, yearDay: 358 };
  const [plain, holiday] = [sum(seen.day(coming, 1).middle), sum(seen.day({ ...coming, special: 'winter holiday' }, 1).middle)];
  expect(holiday / plain).toBeGreaterThan(0.5);
  expect(holiday / plain).toBeLessThan(0.72);
  expect(Math.abs(holiday / sum([...days[723]!.arrivals]) - 1)).toBeLessThan(0.2);
});

test('a morning that is busier than foreseen moves the rest of the day, and narrows what it may be', () => {
  const days = generatedDays(120, 7_000, 9);
  const seen = learn(days);
  const coming = { weekday: 120 % 7, yearDay: 120 };
  const before = seen.day(coming, 1);
  const busy = before.middle.slice(0, 40).map((one) => one * 1.3);
  const after = seen.within(coming, busy);
  expect(after.middle.slice(0, 40)).toEqual(busy);
  const ratio = sum(after.middle.slice(40)) / sum(before.middle.slice(40));
  expect(ratio).toBeGreaterThan(1.1);
  expect(ratio).toBeLessThan(1.3);
  expect((after.high[60]! - after.low[60]!) / after.middle[60]!).toBeLessThan((before.high[60]! - before.low[60]!) / before.middle[60]!);
});

test('too little to learn from is said', () => {
  expect(() => learn(generatedDays(13, 100, 1))).toThrow(/two weeks/);
  expect(() => learn([...generatedDays(13, 100, 1), { weekday: 1, arrivals: [1, 2] }])).toThrow(/96 counts/);
});

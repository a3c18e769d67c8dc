import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateWait } from './estimate.ts';
import { checkFlow, DEFAULT_FLOW, dryRun, isOpen } from './flow.ts';
import type { Flow } from './flow.ts';
import { spokenIn } from './languages.ts';

const codes = (flow: Flow, has: (language: string, name: string) => 'recording' | 'stand-in' | null = () => 'recording') => checkFlow(flow, has, spokenIn).map((one) => `${one.code}${one.stops ? '!' : ''}`);

test('the flow that comes with the house has nothing that stops it', () => {
  expect(codes(DEFAULT_FLOW)).toEqual([]);
});
test('whatever would lose callers is named and stops', () => {
  expect(codes({ ...DEFAULT_FLOW, menu: [] })).toContain('NoLanguage!');
  expect(codes({ ...DEFAULT_FLOW, menu: [{ language: 'en', key: '1' }, { language: 'es', key: '1' }] })).toContain('KeyTwice!');
  expect(codes({ ...DEFAULT_FLOW, finderKey: '2' })).toContain('KeyTwice!');
  expect(codes({ ...DEFAULT_FLOW, menu: [{ language: 'xx', key: '1' }] })).toContain('LanguageUnknown!');
  expect(codes({ ...DEFAULT_FLOW, hours: [{ day: 1, from: 600, to: 600 }] })).toEqual(expect.arrayContaining(['HoursUnusable!', 'ClosedForEver!']));
  expect(codes({ ...DEFAULT_FLOW, closures: ['soon'] })).toContain('DayUnusable!');
});
test('a missing recording stops unless another language stands in; a machine voice and a missing sample are worth knowing', () => {
  const onlyEnglish = (language: string) => (language === 'en' ? 'recording' as const : null);
  const found = codes({ ...DEFAULT_FLOW, finder: [] }, onlyEnglish);
  expect(found.filter((one) => one === 'PromptMissing!')).toHaveLength(1);
  expect(found).toContain('PromptOfAnother');
  expect(codes(DEFAULT_FLOW, (language, name) => (name === 'sample' ? null : 'stand-in'))).toEqual(expect.arrayContaining(['SampleMissing', 'StandIn']));
});
test('hours and closed days are of the centre and not of the machine', () => {
  const hours = [{ day: 1, from: 8 * 60, to: 18 * 60 }];
  const mondayNoonInChicago = new Date('2026-03-02T18:00:00Z');
  expect(isOpen({ hours, closures: [] }, mondayNoonInChicago, 'America/Chicago')).toBe(true);
  expect(isOpen({ hours, closures: [] }, mondayNoonInChicago, 'Asia/Tokyo')).toBe(false);
  expect(isOpen({ hours, closures: ['2026-03-02'] }, mondayNoonInChicago, 'America/Chicago')).toBe(false);
  expect(isOpen({ hours: [], closures: [] }, mondayNoonInChicago, 'UTC')).toBe(true);
});
test('a dry run tells what is heard key by key and where it ends', () => {
  const { steps, end } = dryRun(DEFAULT_FLOW, '2-11', true);
  expect(end).toBe('callbackHere');
  expect(steps.map((one) => one.step)).toEqual(['menu', 'waiting', 'waiting', 'callback_ask', 'callbackHere']);
  expect(steps[0]!.hears[0]).toMatchObject({ language: 'en' });
  expect(dryRun(DEFAULT_FLOW, '1--', false).end).toBe('hangUp');
});
test('the estimate grows with the place, shrinks with the staff, is never under the mean, and is silent when nobody is there', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 }), fc.option(fc.integer({ min: 30, max: 3_600 })), (place, staff, handleSeconds) => {
    const minutes = (n: number, s: number): number => {
      const wait = estimateWait({ place: n, staff: s, handleSeconds });
      return wait.say === 'nothing' ? 0 : wait.say === 'minutes' ? wait.minutes : 99;
    };
    expect(minutes(place + 1, staff)).toBeGreaterThanOrEqual(minutes(place, staff));
    expect(minutes(place, staff + 1)).toBeLessThanOrEqual(minutes(place, staff));
    const mean = (place * (handleSeconds ?? 840)) / staff / 60;
    if (minutes(place, staff) > 0) expect(minutes(place, staff)).toBeGreaterThanOrEqual(Math.min(30, mean));
  }));
  expect(estimateWait({ place: 1, staff: 0, handleSeconds: null })).toEqual({ say: 'nobody' });
  expect(estimateWait({ place: 9, staff: 30, handleSeconds: 840 })).toEqual({ say: 'minutes', minutes: 5 });
});

import { expect, test } from 'vitest';
import { actualOf, keptOf, plannedOf } from './adherence.ts';
import type { PresenceState } from '../staff/index.ts';

const at = (minute: number): number => Date.UTC(2026, 2, 2, 9, minute);
const span = (from: number, to: number) => ({ from: at(from), to: at(to) });
const DAY = span(-540, 900);
const is = (state: PresenceState, minute: number) => ({ state, since: new Date(at(minute)) });
const SHIFT = [span(0, 240)];
const MEAL = [{ state: 'meal' as const, ...span(120, 150) }];

test('a shift is time for contacts but for its breaks; a training outside of it is planned by itself', () => {
  expect(plannedOf(SHIFT, [...MEAL, { state: 'training', ...span(300, 330) }], DAY)).toEqual([
    { state: 'available', ...span(0, 120) }, { state: 'meal', ...span(120, 150) }, { state: 'available', ...span(150, 240) }, { state: 'training', ...span(300, 330) },
  ]);
});

test('adherence is the share of the planned time in the planned state, conformance the time worked of the time that was to be worked, whenever', () => {
  const planned = plannedOf(SHIFT, MEAL, DAY);
  const kept = (spells: Parameters<typeof actualOf>[0], contacts: { from: number; to: number }[] = [], until = DAY.to) => keptOf(planned, actualOf(spells, DAY), contacts, DAY, until);
  expect(kept([is('available', 0), is('meal', 120), is('available', 150), is('off', 240)])).toEqual({ plannedSeconds: 14_400, keptSeconds: 14_400, contactSeconds: 0, workedSeconds: 12_600, adherence: 1, conformance: 1 });
  // Half an hour late and half an hour longer: all of the time, not at its time.
  expect(kept([is('off', -60), is('available', 30), is('meal', 120), is('available', 150), is('off', 270)])).toMatchObject({ adherence: 210 / 240, conformance: 1 });
  // Of a day that goes on only what has passed counts.
  expect(kept([is('available', 30)], [], at(60))).toMatchObject({ plannedSeconds: 3_600, keptSeconds: 1_800, adherence: 0.5, conformance: 0.5 });
  expect(kept([])).toMatchObject({ adherence: 0, conformance: 0 });
  expect(keptOf([], [], [], DAY, DAY.to)).toMatchObject({ adherence: null, conformance: null });
});

test('a contact that goes on into a meal or beyond the end of the shift is no deviation, and is told apart', () => {
  const planned = plannedOf(SHIFT, MEAL, DAY);
  const actual = actualOf([is('available', 0), is('meal', 135), is('available', 165), is('off', 235)], DAY);
  expect(keptOf(planned, actual, [span(100, 135)], DAY, DAY.to)).toMatchObject({ keptSeconds: (120 + 15 + 15 + 70) * 60, contactSeconds: 900 });
  expect(keptOf(planned, actual, [span(230, 240)], DAY, DAY.to)).toMatchObject({ contactSeconds: 300 });
});

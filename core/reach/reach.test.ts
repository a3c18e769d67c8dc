import { expect, test } from 'vitest';
import { mayCall, minuteOfDay, nextAttempt } from './index.ts';

const rule = { when: 'evening', voicemail: false, nextAt: null } as const;
test('who asked for the evening is called in the evening of the centre, whatever the machine believes the time is', () => {
  const atSeven = new Date('2026-03-03T01:00:00Z');
  expect(minuteOfDay(atSeven, 'America/Chicago')).toBe(19 * 60);
  expect(mayCall(rule, atSeven, 'America/Chicago')).toBeNull();
  expect(mayCall(rule, atSeven, 'UTC')).toMatchObject({ code: 'NotNow', message: expect.stringContaining('17:00 and 21:00') });
  expect(mayCall({ ...rule, when: 'any' }, atSeven, 'UTC')).toBeNull();
});
test('after an attempt that reached nobody the next waits, longer each time, at most four hours', () => {
  const now = new Date('2026-03-03T12:00:00Z');
  const minutes = (attempts: number): number => (nextAttempt(attempts, now).getTime() - now.getTime()) / 60_000;
  expect([1, 2, 3, 4, 9].map(minutes)).toEqual([5, 20, 60, 240, 240]);
  expect(mayCall({ ...rule, when: 'any', nextAt: nextAttempt(1, now) }, now, 'UTC')).toMatchObject({ code: 'NotNow' });
  expect(mayCall({ ...rule, when: 'any', nextAt: now }, now, 'UTC')).toBeNull();
});

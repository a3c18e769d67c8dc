import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csv, NONE, occupancyOf, outside, ratesOf, SMALL_CELL, sum } from './figures.ts';
import type { Counts } from './figures.ts';

const counts = fc.record({ late: fc.nat(60), inTime: fc.nat(60), long: fc.nat(30), short: fc.nat(30), callbacks: fc.nat(30), waiting: fc.nat(30) }).map(({ late, inTime, long, short, callbacks, waiting }): Counts => ({
  ...NONE, offered: late + inTime + long + short + callbacks + waiting, answered: late + inTime, inTime, abandoned: long + short, abandonedShort: short, callbacks, waitSeconds: 12 * (late + inTime), handled: late + inTime, handleSeconds: 700 * (late + inTime),
}));

test('the rates are those of a line that was reckoned by hand', () => {
  const line = { ...NONE, offered: 100, answered: 80, inTime: 72, abandoned: 14, abandonedShort: 4, callbacks: 6, waitSeconds: 800, waitLongest: 90, handled: 80, handleSeconds: 67_200 };
  expect(ratesOf(line)).toEqual({ serviceLevel: 72 / 90, abandonment: 14 / 94, abandonmentLong: 10 / 90, averageAnswer: 10, averageHandle: 840 });
  expect(ratesOf(NONE)).toEqual({ serviceLevel: null, abandonment: null, abandonmentLong: null, averageAnswer: null, averageHandle: null });
  expect(sum([line, { ...line, waitLongest: 200 }])).toMatchObject({ offered: 200, waitLongest: 200, handleSeconds: 134_400 });
  expect(occupancyOf([{ at: new Date(0), language: '', thereSeconds: 40, busySeconds: 30 }, { at: new Date(0), language: '', thereSeconds: 10, busySeconds: 10 }])).toBe(0.8);
});

test('of what leaves the centre no count from 1 to 10 is shown, nor can one be reckoned from the others', () => {
  fc.assert(fc.property(counts, (c) => {
    const o = outside(c);
    const small = (n: number): boolean => n > 0 && n < SMALL_CELL;
    const known = [o.offered, o.answered, o.inTime, o.abandoned, o.abandonedShort, o.callbacks].filter((one) => one !== null);
    expect(known.some(small)).toBe(false);
    // The differences of whatever is shown: late, long, and who still waits.
    if (o.answered !== null && o.inTime !== null) expect(small(o.answered - o.inTime)).toBe(false);
    if (o.abandoned !== null && o.abandonedShort !== null) expect(small(o.abandoned - o.abandonedShort)).toBe(false);
    if (o.offered !== null && o.answered !== null && o.abandoned !== null && o.callbacks !== null) expect(small(o.offered - o.answered - o.abandoned - o.callbacks)).toBe(false);
    // Of the parts of the whole all are shown or at least two are not, so that no one of them is the rest.
    expect([o.answered, o.abandoned, o.callbacks].filter((one) => one === null).length === 0 || o.answered === null).toBe(true);
  }), { numRuns: 2_000 });
});

test('the file has one line a cell and an empty place where nothing is shown', () => {
  const at = new Date('2026-03-02T15:00:00Z');
  const file = csv([{ ...NONE, at, language: 'es', channel: 'phone', offered: 30, answered: 30, inTime: 30, waitSeconds: 150, handled: 30, handleSeconds: 21_000 }, { ...NONE, at, language: 'mam', channel: 'phone', offered: 3, answered: 3, inTime: 3 }]);
  expect(file.split('\r\n').slice(1)).toEqual(['2026-03-02T15:00:00.000Z,es,phone,30,30,30,0,0,0,5,700', '2026-03-02T15:00:00.000Z,mam,phone,,,,,,,,', '']);
});

import { expect, test } from 'vitest';
import { cell, cells, closesAt, periodOf, publishedPeriods, tables } from './published.ts';
import { SMALL_CELL } from './figures.ts';

test('no count from 1 to 10 is shown, nor can be worked out: every row that is shown could have come from several', () => {
  // Every whole up to 60 with every part: what a reader who knows the rule can still hold for possible.
  const possible = Map.groupBy(Array.from({ length: 61 }, (_, whole) => Array.from({ length: whole + 1 }, (_, part) => ({ whole, part, rest: whole - part }))).flat(), ({ whole, part }) => JSON.stringify(cells(whole, part)));
  for (const rows of possible.values()) for (const key of ['whole', 'part', 'rest'] as const) {
    for (const value of new Set(rows.map((one) => one[key]))) {
      if (value > 0 && value < SMALL_CELL) expect([rows[0], key, new Set(rows.map((one) => one[key])).size > 1]).toEqual([rows[0], key, true]);
    }
  }
  expect([0, 1, 10, 11, 400].map(cell)).toEqual([0, 'few', 'few', 11, 400]);
});

test('a quarter is shown three months after its end, and not before the first', () => {
  expect(closesAt(periodOf(2025, 4)).toISOString()).toBe('2026-04-01T00:00:00.000Z');
  const names = (now: string, first = '2025-05-05T00:00:00Z') => publishedPeriods(new Date(first), new Date(now)).map((p) => p.name);
  expect(names('2026-03-31T23:59:59Z')).toEqual(['2025-3', '2025-2']);
  expect(names('2026-04-01T00:00:00Z')).toEqual(['2025-4', '2025-3', '2025-2']);
  expect(names('2026-04-01T00:00:00Z', '2026-02-01T00:00:00Z')).toEqual([]);
});

test('the tables say how many demands came and to how many something was given, and nothing of what counsel decided otherwise', () => {
  expect(tables({ left: [{ purpose: 'service-referral', count: 38_204 }, { purpose: 'legal-demand', count: 2 }], demands: [{ kind: 'subpoena', came: 31, given: 4 }, { kind: 'warrant', came: 22, given: 0 }] })).toEqual({
    left: [{ purpose: 'service-referral', times: 38_204 }, { purpose: 'mandated-report', times: 0 }, { purpose: 'threat-to-life', times: 0 }, { purpose: 'legal-representation', times: 0 }, { purpose: 'data-subject-request', times: 0 }, { purpose: 'legal-demand', times: 'few' }],
    demands: [{ kind: 'subpoena', came: 31, given: 'hidden' }, { kind: 'court_order', came: 0, given: 0 }, { kind: 'warrant', came: 22, given: 0 }, { kind: 'other', came: 0, given: 0 }],
  });
});

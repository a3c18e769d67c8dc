/** Canaries in every place and every form; `npm run faults -- leaks --values 1000` does the long one. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '#testing/browser';
import { hunt } from './canaries.ts';
import { forms, wordsIn } from './search.ts';

let browser: Browser;
beforeAll(async () => void (browser = await launchBrowser()));
afterAll(() => browser?.close());

test('the search finds a word in every form that software writes text in', () => {
  const text = 'the qvxzumbrel0007 of it';
  for (const bytes of [Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16(), Buffer.from(Buffer.from(text).toString('hex')), ...[0, 1, 2, 3].map((n) => Buffer.from(Buffer.from('x'.repeat(n) + text).toString('base64'))), Buffer.from(Buffer.from(text, 'utf16le').toString('base64'))]) {
    expect(wordsIn(['qvxzumbrel'], bytes)).toEqual(['qvxzumbrel']);
  }
  expect(wordsIn(['qvxzumbrel'], 'the qvxzumbrol of it')).toEqual([]);
  expect(forms('qvxzumbrel').every((form) => form.length >= 10)).toBe(true);
});

test('of fifty canaries none is in a file, the journal, a backup, a line, the log, the browser or the memory of the database', { timeout: 240_000 }, async () => {
  const found = await hunt(browser, 50);
  expect(found).toMatchObject({ files: [], backup: [], printed: [], log: [], browser: [] });
  expect(found.database_memory ?? []).toEqual([]);
  expect(found.values).toBeGreaterThanOrEqual(50);
});

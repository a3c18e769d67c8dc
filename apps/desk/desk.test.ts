import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { Autosave } from '../ui/autosave.ts';
import { duration, secondsLeft } from '../ui/time.ts';

const read = (language: string) => JSON.parse(readFileSync(join(import.meta.dirname, 'locales', `${language}.json`), 'utf8')) as Record<string, string>;

test('English and Spanish have the same texts, none is empty, and every text in the source is among them', () => {
  const [en, es] = [read('en'), read('es')];
  expect(Object.keys(es).sort()).toEqual(Object.keys(en).sort());
  for (const text of [...Object.values(en), ...Object.values(es)]) expect(text.trim()).not.toBe('');
  const source = (readdirSync(import.meta.dirname, { recursive: true }) as string[]).filter((f) => /(?<!test)\.tsx?$/.test(f)).map((f) => readFileSync(join(import.meta.dirname, f), 'utf8')).join('\n');
  for (const [, key] of source.matchAll(/\bt\('([^']+)'/g)) expect(en, key).toHaveProperty([key!]);
});

test('a translation keeps the same values to fill in', () => {
  const [en, es] = [read('en'), read('es')];
  const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const key of Object.keys(en)) expect(holes(es[key]!), key).toEqual(holes(en[key]!));
});

test('durations read as minutes and seconds, long ones as hours, and never run below zero', () => {
  expect([duration(185), duration(4320), duration(-4)]).toEqual(['3:05', '1 h 12 min', '0:00']);
  expect(secondsLeft('2026-11-24T03:00:20Z', Date.parse('2026-11-24T03:00:05.500Z'))).toBe(15);
});

test('autosave sends only the newest value, within one and a half seconds, and keeps it when the server fails', async () => {
  vi.useFakeTimers();
  const sent: string[] = [];
  let broken = true;
  const queue = new Autosave<string>(async (value) => { if (broken) throw new Error('lost'); sent.push(value); }, () => undefined);
  queue.change('a'); queue.change('ab');
  await vi.advanceTimersByTimeAsync(1500);
  expect(sent).toEqual([]);
  broken = false;
  await vi.advanceTimersByTimeAsync(1500);
  expect(sent).toEqual(['ab']);
  queue.change('abc');
  await vi.advanceTimersByTimeAsync(1500);
  expect(sent).toEqual(['ab', 'abc']);
  vi.useRealTimers();
});

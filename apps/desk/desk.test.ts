import { i18n } from '@lingui/core';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { Autosave } from '../ui/autosave.ts';
import { duration, secondsLeft } from '../ui/time.ts';
import { happened, LINES } from './happened.ts';

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

test('every line that the core writes into a timeline or makes a task of is read in Spanish too', () => {
  const core = join(import.meta.dirname, '..', '..', 'core');
  const files = (readdirSync(core, { recursive: true }) as string[]).filter((f) => f.endsWith('.ts') && !f.endsWith('test.ts'));
  // Where a line is written: the words in quotes there, with what is filled in standing for itself.
  const found = files.flatMap((f) => readFileSync(join(core, f), 'utf8').split('\n')
    .filter((l) => /\bevent\(tx, |changed\(tx, |title: (\(\w+\) => |over \? )?`|title = |task\('|\(n\) => `|return `Referral |how = '|received\(tx, actor, row, /.test(l))
    .flatMap((l) => [...l.matchAll(/`((?:[^`\\]|\$\{[^}]*\})*)`|'((?:[A-Z]|was )[^']* [^']*)'/g)].map((m) => (m[1] ?? m[2])!)))
    // Not the title of the sheet, nor what is put together of others that stand here themselves.
    .filter((text) => /^(\$\{|[A-Z]|was )/.test(text) && text.includes(' ') && !/^(Report of suspected|\$\{(timeline|title)|Referral \$\{row\.number\} \$\{how\})/.test(text));
  expect(found.length).toBeGreaterThan(50);
  const patterns = LINES.map((key) => new RegExp(`^${key.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('(.*?)')}$`));
  const sample = (text: string): string => text.replaceAll(/\$\{[^}]*\}/g, 'X');
  // A sentence whose end is put on where it is written.
  const whole = (text: string): string[] => [sample(text), `${sample(text)}.`, sample(text).replace(/X(\.?)$/, 'Consent: X, X.'), `Referral X ${sample(text)}.`];
  expect(found.filter((text) => !whole(text).some((one) => patterns.some((p) => p.test(one))))).toEqual([]);
});

test('a line is read in the reader’s language with what it names; roles and states are translated, names and numbers stay', () => {
  i18n.activate('es');
  expect(happened('Referral RF-1234-5678 was accepted, as the service said on the telephone.')).toBe('La derivación RF-1234-5678 fue aceptada, según dijo el servicio por teléfono.');
  expect(happened('Referral RF-1234-5678 was accepted.')).toBe('La derivación RF-1234-5678 fue aceptada.');
  expect(happened('Name of a person (child) written.')).toBe('Nombre de una persona (niña o niño): escrito.');
  expect(happened('Disclosure DC-1 to a service (sealed place): released.')).toBe('Entrega DC-1 a un servicio (lugar sellado): entregada.');
  expect(happened('Done: Check who asks: SR-1')).toBe('Hecho: Comprueba quién pregunta: SR-1');
  expect(happened('Done: Ring the school')).toBe('Hecho: Ring the school');
  expect(happened('Something else altogether')).toBe('Something else altogether');
  i18n.activate('en');
  for (const line of LINES) expect(happened(line.replaceAll(/\{\w+\}/g, 'Xy'))).toBe(line.replaceAll(/\{\w+\}/g, 'Xy'));
});

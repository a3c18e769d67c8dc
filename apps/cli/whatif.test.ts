import { expect, test } from 'vitest';
import { UsageError } from './config.ts';
import { readWhatIf, whatif } from './whatif.ts';

test('what changes is read, and what cannot be read is refused with how to say it', () => {
  expect(readWhatIf(['--people', 'es:-2', '--on', '5', '--hours', '22-6', '--days', '7']).changes).toEqual([{ kind: 'people', language: 'es', count: -2, days: [5], fromHour: 22, toHour: 6 }]);
  expect(readWhatIf(['--calls', '2', '--days', '2']).changes).toEqual([{ kind: 'calls', language: '', factor: 2, days: [0, 1], fromHour: 0, toHour: 24 }]);
  for (const wrong of [[], ['--calls'], ['--calls', 'many'], ['--people', '-2'], ['--people', 'es:0.5'], ['--calls', '2', '--on', '9'], ['--calls', '2', '--hours', 'night']]) expect(() => readWhatIf(wrong)).toThrow(UsageError);
});

test('an invented centre that twice as many call answers fewer in time, said with bounds and hours', { timeout: 60_000 }, async () => {
  const lines: string[] = [];
  expect(await whatif(['--calls', '2', '--invented', '400', '--days', '1', '--runs', '4'], (line) => void lines.push(line))).toBe(0);
  const all = lines.find((line) => line.startsWith('all'))!;
  const [before, after] = [...all.matchAll(/([\d.]+) % \(/g)].map((found) => Number(found[1]));
  expect(after).toBeLessThan(before!);
  expect(lines.at(-1)).toMatch(/^ {2}day 0 {2}[▁▂▃▄▅▆▇█ ]{24} \| [▁▂▃▄▅▆▇█ ]{24}$/);
});

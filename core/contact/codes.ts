/** The spoken code: four of 4,096 words in the caller's language (48 bits), kept only as a keyed hash. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Random } from '../kernel/index.ts';

const lists = new Map<string, string[]>();
function wordsOf(language: string): string[] {
  const code = language === 'es' ? 'es' : 'en';
  let list = lists.get(code);
  if (!list) lists.set(code, (list = readFileSync(new URL(`./words/${code}.txt`, import.meta.url), 'utf8').trim().split('\n')));
  return list;
}
/** Four new words. */
export const newWords = (random: Random, language: string): string[] => Array.from({ length: 4 }, () => wordsOf(language)[random.below(4096)]!);
/** What is kept of them; capitals, accents and the spaces between do not matter. */
export const hashWords = (key: Buffer, words: readonly string[]): Buffer =>
  createHmac('sha256', key).update(words.join(' ').normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().trim().split(/[\s,.-]+/).join(' ')).digest();

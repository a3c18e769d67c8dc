/** Words of the directory, found in spite of typing mistakes: exact, by beginning, and by trigrams with a bounded edit distance. */
import { plainWords } from './areas.ts';

/** Optimal string alignment distance, not looked at past `most`. */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let d = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, before[j - 2]! + 1);
      row.push(d);
      if (d < best) best = d;
    }
    if (best > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length]!;
}

export const trigrams = (word: string): string[] => {
  const padded = `  ${word} `;
  return Array.from({ length: padded.length - 2 }, (_, i) => padded.slice(i, i + 3));
};
/** How many mistakes a word of this length may have. */
export const mistakes = (length: number): number => (length < 4 ? 0 : length < 8 ? 1 : 2);

// Words that say nothing about a service.
const EMPTY = new Set(['the', 'a', 'an', 'of', 'and', 'for', 'in', 'to', 'with', 'at', 'on', 'inc', 'llc', 'de', 'la', 'el', 'y', 'los', 'las', 'por', 'para']);
/** The words of a text that can be searched for. */
export const searchWords = (text: string): string[] => plainWords(text).filter((word) => !EMPTY.has(word));

/** All words there are, each with a number; found again by what somebody typed. */
export class Vocabulary {
  readonly #ids = new Map<string, number>();
  readonly #words: string[] = [];
  readonly #byTrigram = new Map<string, number[]>();
  get size(): number { return this.#words.length; }
  word(id: number): string { return this.#words[id]!; }
  id(word: string): number {
    const had = this.#ids.get(word);
    if (had !== undefined) return had;
    const id = this.#words.push(word) - 1;
    this.#ids.set(word, id);
    for (const t of new Set(trigrams(word))) {
      const list = this.#byTrigram.get(t);
      if (list) list.push(id);
      else this.#byTrigram.set(t, [id]);
    }
    return id;
  }
  /** Words that what was typed may mean, each with how sure (0 to 1): itself 1, a longer word 0.9, a mistyped one less. */
  like(typed: string): Map<number, number> {
    const found = new Map<number, number>();
    const exact = this.#ids.get(typed);
    if (exact !== undefined) found.set(exact, 1);
    const mine = new Set(trigrams(typed));
    const shared = new Map<number, number>();
    for (const t of mine) for (const id of this.#byTrigram.get(t) ?? []) shared.set(id, (shared.get(id) ?? 0) + 1);
    const most = mistakes(typed.length);
    for (const [id, n] of shared) {
      const word = this.#words[id]!;
      if (id === exact) continue;
      if (typed.length >= 2 && word.startsWith(typed)) { found.set(id, 0.9); continue; }
      // Each mistake breaks at most three trigrams.
      if (most === 0 || n < mine.size - 3 * most - 1 || n < 1) continue;
      const d = distance(typed, word, most);
      if (d <= most) found.set(id, 0.75 - 0.15 * (d - 1));
    }
    // A word that is there as typed is meant as typed: mistyped neighbours do not count beside it.
    if (exact !== undefined) for (const [id, sure] of found) if (sure < 0.9) found.delete(id);
    return found;
  }
}

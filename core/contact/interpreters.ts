/** Who interprets: one who speaks both languages, else two in a chain (Mam to Spanish to English). Pure. */
import type { Interpreter } from './party-repository.ts';

export interface Leg { language: string; to: string }

/**
 * The interpreting needed between the caller's language and one of the counsellor's, with the interpreters that are ready: one leg, two legs
 * through a third language, or null when nobody can. An empty answer means that none is needed.
 */
export function planInterpreting(language: string, counsellor: readonly string[], ready: readonly Interpreter[]): Leg[] | null {
  if (counsellor.includes(language)) return [];
  for (const to of counsellor) {
    if (ready.some((one) => one.languages.includes(language) && one.languages.includes(to))) return [{ language, to }];
  }
  for (const first of ready.filter((one) => one.languages.includes(language))) {
    for (const between of first.languages.filter((one) => one !== language)) {
      for (const to of counsellor) {
        if (ready.some((second) => second.id !== first.id && second.languages.includes(between) && second.languages.includes(to))) return [{ language, to: between }, { language: between, to }];
      }
    }
  }
  return null;
}

/**
 * Finding help: which services fit, in which order, and why. Pure: entries in, answer out; nothing is read here.
 * All entries are in memory as small numbers, so that any combination of wishes and every count beside it costs one pass.
 */
import type { Areas } from './areas.ts';
import type { EntryDoc } from './entry-repository.ts';
import { openAt } from './schedule.ts';
import type { Opening, Schedule } from './schedule.ts';
import { searchWords, Vocabulary } from './words.ts';

export interface Query {
  text?: string | undefined; need?: string | undefined; language?: string | undefined;
  /** The age of who needs help, in years. */
  age?: number | undefined;
  /** A county (five digits) or state (two) by FIPS code. */
  area?: string | undefined; zip?: string | undefined;
  openNow?: boolean | undefined; free?: boolean | undefined; refers?: boolean | undefined; capacity?: boolean | undefined;
  limit?: number | undefined; offset?: number | undefined;
}
export type ReasonCode = 'need' | 'language' | 'interpreter' | 'openUntil' | 'openAlways' | 'holiday' | 'serves_zip' | 'serves_county' | 'serves_state' | 'serves_part' | 'serves_country' | 'near' | 'free' | 'refers' | 'capacity' | 'waitingList' | 'full' | 'age' | 'checked' | 'old' | 'spelling';
export interface Reason { code: ReasonCode; value?: string }
export interface Found { id: string; score: number; reasons: Reason[]; open: Opening }
export interface Facet { code: string; count: number }
export interface Answer { total: number; found: Found[]; facets: { needs: Facet[]; languages: Facet[]; free: number; refers: number; capacity: number }; loosened: boolean }
export interface Term { id: string; code: string | null; name: string; parent_id: string | null; taxonomy: string | null }

interface Entry {
  id: string; name: string; organizationId: string; needs: readonly number[]; own: readonly number[]; languages: readonly number[]; areas: readonly string[]; state: string | null; zone: string | null;
  schedules: number; min: number; max: number; free: boolean; refers: boolean | null; capacity: string | null; interpretation: boolean; checked: number;
  words: Map<number, number>;
}
const WEIGHT = { name: 4, organization: 3, term: 2, about: 1 };
const NEED_TAXONOMY = 'havenline-needs';

/** Whether a text about fees says that it costs nothing. */
export const saysFree = (fees: string | null): boolean => fees !== null && /\b(free|no (cost|charge|fee)s?|without charge|gratis|gratuito)\b/i.test(fees) && !/\bnot free\b/i.test(fees);

export class Finder {
  readonly #areas: Areas;
  readonly #entries = new Map<string, Entry>();
  #vocabulary = new Vocabulary();
  #postings: Set<Entry>[] = [];
  readonly #codes = new Map<string, number>();
  readonly #codeNames: string[] = [];
  readonly #schedules: Schedule[][] = [];
  readonly #scheduleIds = new Map<string, number>();
  #terms = new Map<string, Term>();
  #named = new Map<string, Term>();
  #broader = new Map<string, number[]>();

  constructor(areas: Areas) { this.#areas = areas; }
  get size(): number { return this.#entries.size; }

  #code(text: string): number {
    let n = this.#codes.get(text);
    if (n === undefined) this.#codes.set(text, (n = this.#codeNames.push(text) - 1));
    return n;
  }
  /** The terms of all taxonomies. Entries put in afterwards use them. */
  setTerms(terms: readonly Term[]): void {
    this.#terms = new Map(terms.map((t) => [t.id, t]));
    // By id, else by code, else by name; where several have one name, our own taxonomy's is meant.
    this.#named = new Map();
    for (const say of [(t: Term) => t.name, (t: Term) => t.code, (t: Term) => t.id]) for (const t of terms) {
      const word = say(t);
      if (word && (this.#named.get(word)?.taxonomy !== NEED_TAXONOMY || t.taxonomy === NEED_TAXONOMY)) this.#named.set(word, t);
    }
    this.#broader = new Map();
  }
  /** A term and all broader ones, as numbers; a term goes by its code in our own taxonomy, by its id in others. */
  #upwards(id: string): number[] {
    const had = this.#broader.get(id);
    if (had) return had;
    const out: number[] = [];
    const seen = new Set<string>();
    for (let t = this.#terms.get(id); t && !seen.has(t.id); t = t.parent_id ? this.#terms.get(t.parent_id) : undefined) {
      seen.add(t.id);
      out.push(this.#code(`need ${needKey(t)}`));
    }
    this.#broader.set(id, out);
    return out;
  }
  /** Code or id, and name, of what can be needed. */
  needName(key: string): string | null {
    return this.#named.get(key)?.name ?? null;
  }
  #needNumber(key: string): number | undefined {
    const term = this.#named.get(key);
    return this.#codes.get(`need ${term ? needKey(term) : key}`);
  }

  remove(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    for (const word of entry.words.keys()) this.#postings[word]!.delete(entry);
    this.#entries.delete(id);
  }

  put(id: string, doc: EntryDoc): void {
    this.remove(id);
    const words = new Map<number, number>();
    const say = (text: string | null | undefined, weight: number): void => {
      if (text) for (const word of searchWords(text)) { const w = this.#vocabulary.id(word); if ((words.get(w) ?? 0) < weight) words.set(w, weight); }
    };
    say(doc.service, WEIGHT.name); say(doc.alternate, WEIGHT.name); say(doc.organization, WEIGHT.organization); say(doc.organizationAlternate, WEIGHT.organization); say(doc.about, WEIGHT.about); say(doc.city, WEIGHT.about);
    const own = doc.terms.flatMap((t) => this.#upwards(t).slice(0, 1));
    for (const t of doc.terms) say(this.#terms.get(t)?.name, WEIGHT.term);
    const state = this.#areas.state(doc.state);
    const key = JSON.stringify(doc.schedules);
    let schedules = this.#scheduleIds.get(key);
    if (schedules === undefined) this.#scheduleIds.set(key, (schedules = this.#schedules.push(doc.schedules) - 1));
    const entry: Entry = {
      id, name: `${doc.organization} ${doc.service}`, organizationId: doc.organizationId, own, needs: [...new Set(doc.terms.flatMap((t) => this.#upwards(t)))],
      languages: [...new Set(doc.languages.flatMap(([code, name]) => (code ?? name ? [this.#code(`language ${(code ?? name!).toLowerCase()}`)] : [])))],
      areas: [...new Set(doc.areas.flatMap(([name, extent, uri]) => this.#areas.codes(name, extent, uri)))], state: state?.fips ?? null, zone: state?.timeZone ?? null,
      schedules, min: doc.minimum ?? 0, max: doc.maximum ?? 200, free: doc.costs.some((c) => c === 0) || (doc.costs.length === 0 && saysFree(doc.fees)),
      refers: doc.refers, capacity: doc.capacity, interpretation: doc.interpretation !== null, checked: Date.parse(doc.checkedAt ?? doc.assured ?? '') || 0, words,
    };
    this.#entries.set(id, entry);
    for (const word of words.keys()) (this.#postings[word] ??= new Set()).add(entry);
  }

  /** How well the words of a search are found in each entry; null when no words were given. `all`: every word has to be there. */
  #text(text: string | undefined, all: boolean): Map<Entry, number> | null {
    const typed = [...new Set(searchWords(text ?? ''))].slice(0, 8);
    if (typed.length === 0) return null;
    let scores: Map<Entry, number> | null = null;
    for (const one of typed) {
      const mine = new Map<Entry, number>();
      for (const [word, sure] of this.#vocabulary.like(one)) for (const entry of this.#postings[word] ?? []) {
        const value = sure * entry.words.get(word)!;
        if (value > (mine.get(entry) ?? 0)) mine.set(entry, value);
      }
      if (!scores) scores = mine;
      else if (all) { const both = new Map<Entry, number>(); for (const [entry, value] of mine) { const had = scores.get(entry); if (had !== undefined) both.set(entry, had + value); } scores = both; }
      else for (const [entry, value] of mine) scores.set(entry, (scores.get(entry) ?? 0) + value);
    }
    return scores;
  }

  /** How an entry covers the place that was told: 4 the ZIP, 3 the county, 2 its state, 1 the country, 0.6 a part of the state, 0.5 only by where it stands; 0 not. */
  #covers(entry: Entry, area: string | undefined, zip: string | undefined): number {
    if (zip !== undefined && entry.areas.includes(`zip:${zip}`)) return 4;
    if (area === undefined) return zip === undefined ? 0 : entry.areas.includes('us') ? 1 : 0;
    const state = area.slice(0, 2);
    if (area.length === 5 && entry.areas.includes(area)) return 3;
    if (entry.areas.includes(state)) return 2;
    if (entry.areas.includes('us')) return 1;
    if (area.length === 2 && entry.areas.some((code) => code.startsWith(state))) return 0.6;
    return entry.areas.length === 0 && entry.state === state ? 0.5 : 0;
  }

  /** What fits, best first, with reasons; counts of what else could be chosen. `last`: entries of these organizations stand at the end. */
  search(query: Query, now: Date, zone: string, last: ReadonlySet<string> = new Set()): Answer {
    const need = query.need ? this.#needNumber(query.need) : undefined;
    if (query.need && need === undefined) return { total: 0, found: [], facets: { needs: [], languages: [], free: 0, refers: 0, capacity: 0 }, loosened: false };
    const language = query.language ? this.#codes.get(`language ${query.language.toLowerCase()}`) : undefined;
    const placed = query.area !== undefined || query.zip !== undefined;
    const opened = new Map<string, Opening>();
    const opening = (e: Entry): Opening => {
      const key = `${e.schedules} ${e.zone ?? zone}`;
      let open = opened.get(key);
      if (!open) opened.set(key, (open = openAt(this.#schedules[e.schedules]!, now, e.zone ?? zone)));
      return open;
    };
    const fits = (e: Entry): boolean =>
      (need === undefined || e.needs.includes(need))
      && (!query.language || (language !== undefined && e.languages.includes(language)) || e.interpretation)
      && (query.age === undefined || (query.age >= e.min && query.age <= e.max))
      && (!query.free || e.free) && (!query.refers || e.refers === true) && (!query.capacity || e.capacity === 'open')
      && (!placed || this.#covers(e, query.area, query.zip) > 0)
      && (!query.openNow || opening(e).state === 'open');
    let scores = this.#text(query.text, true);
    let fitting = [...(scores?.keys() ?? this.#entries.values())].filter(fits);
    let loosened = false;
    if (fitting.length === 0 && scores && searchWords(query.text ?? '').length > 1) {
      scores = this.#text(query.text, false);
      fitting = [...scores!.keys()].filter(fits);
      loosened = fitting.length > 0;
    }
    const ranked = fitting.map((e) => ({ e, score: this.#rank(e, query, scores?.get(e) ?? 0, need, language, now, opening) - (last.has(e.organizationId) ? 1000 : 0) }));
    const from = query.offset ?? 0;
    const until = from + (query.limit ?? 20);
    const best = top(ranked, until).slice(from, until);
    return {
      total: fitting.length, loosened, facets: this.#facets(fitting),
      found: best.map(({ e, score }) => ({ id: e.id, score, open: opening(e), reasons: this.#reasons(e, query, need, language, now, opening(e)) })),
    };
  }

  /** The order: what was asked for weighs most, then what makes help likely and soon. */
  #rank(e: Entry, q: Query, text: number, need: number | undefined, language: number | undefined, now: Date, opening: (e: Entry) => Opening): number {
    let score = text * 2;
    if (need !== undefined) score += e.own.includes(need) ? 3 : 2;
    if (language !== undefined && e.languages.includes(language)) score += 4;
    if (q.area !== undefined || q.zip !== undefined) score += this.#covers(e, q.area, q.zip) * 1.2;
    if (e.free) score += 1.5;
    if (e.refers === true) score += 1.5;
    if (e.refers === false) score -= 2;
    score += e.capacity === 'open' ? 2 : e.capacity === 'full' ? -4 : e.capacity === 'waiting_list' ? -1 : 0;
    const years = e.checked === 0 ? 9 : (now.getTime() - e.checked) / 31_557_600_000;
    score += years < 0.5 ? 1 : years < 2 ? 0.3 : 0;
    if (opening(e).state === 'open') score += 2;
    return score;
  }

  #reasons(e: Entry, q: Query, need: number | undefined, language: number | undefined, now: Date, open: Opening): Reason[] {
    const out: Reason[] = [];
    if (need !== undefined) out.push({ code: 'need', value: q.need! });
    if (language !== undefined && e.languages.includes(language)) out.push({ code: 'language', value: q.language! });
    else if (q.language && e.interpretation) out.push({ code: 'interpreter' });
    if (open.state === 'open') out.push(open.until === null ? { code: 'openAlways' } : { code: 'openUntil', value: open.until });
    if (open.state === 'closed' && open.holiday) out.push({ code: 'holiday', value: open.holiday });
    const covers = this.#covers(e, q.area, q.zip);
    const how = covers >= 4 ? 'serves_zip' : covers >= 3 ? 'serves_county' : covers >= 2 ? 'serves_state' : covers >= 1 ? 'serves_country' : covers >= 0.6 ? 'serves_part' : covers > 0 ? 'near' : null;
    if (how) out.push({ code: how });
    if (e.free) out.push({ code: 'free' });
    if (e.refers === true) out.push({ code: 'refers' });
    if (e.capacity) out.push({ code: e.capacity === 'open' ? 'capacity' : e.capacity === 'full' ? 'full' : 'waitingList' });
    if (q.age !== undefined && (e.min > 0 || e.max < 200)) out.push({ code: 'age', value: `${e.min}–${e.max < 200 ? e.max : ''}` });
    if (e.checked === 0 || now.getTime() - e.checked > 2 * 31_557_600_000) out.push({ code: 'old' });
    return out;
  }

  #facets(fitting: readonly Entry[]): Answer['facets'] {
    const counts = new Uint32Array(this.#codeNames.length);
    let [free, refers, capacity] = [0, 0, 0];
    for (const e of fitting) {
      for (const n of e.needs) counts[n]! += 1;
      for (const n of e.languages) counts[n]! += 1;
      if (e.free) free += 1;
      if (e.refers) refers += 1;
      if (e.capacity === 'open') capacity += 1;
    }
    const of = (kind: string): Facet[] => {
      const out: Facet[] = [];
      for (let n = 0; n < counts.length; n += 1) if (counts[n]! > 0 && this.#codeNames[n]!.startsWith(kind)) out.push({ code: this.#codeNames[n]!.slice(kind.length), count: counts[n]! });
      return out.sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)).slice(0, 40);
    };
    return { needs: of('need '), languages: of('language '), free, refers, capacity };
  }
}

const needKey = (t: Term): string => (t.taxonomy === NEED_TAXONOMY && t.code ? t.code : t.id);

/** The first `n` of a list by score, then by name, without sorting all of it. */
function top(all: { e: Entry; score: number }[], n: number): { e: Entry; score: number }[] {
  const before = (a: { e: Entry; score: number }, b: { e: Entry; score: number }): number => b.score - a.score || (a.e.name < b.e.name ? -1 : a.e.name > b.e.name ? 1 : a.e.id < b.e.id ? -1 : 1);
  if (all.length <= n * 4) return all.sort(before).slice(0, n);
  // Everything at least as good as the n-th best score is kept, and only that is sorted.
  const scores = Float64Array.from(all, (one) => one.score).sort();
  const bar = scores[scores.length - n]!;
  return all.filter((one) => one.score >= bar).sort(before).slice(0, n);
}

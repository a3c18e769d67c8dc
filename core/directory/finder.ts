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
export type ReasonCode = 'need' | 'language' | 'interpreter' | 'openUntil' | 'openAlways' | 'holiday' | 'serves_zip' | 'serves_county' | 'serves_county_part' | 'serves_state' | 'serves_part' | 'serves_country' | 'near' | 'free' | 'refers' | 'capacity' | 'waitingList' | 'full' | 'age' | 'checked' | 'old' | 'spelling';
export interface Reason { code: ReasonCode; value?: string }
export interface Found { id: string; score: number; reasons: Reason[]; open: Opening }
export interface Facet { code: string; count: number }
export interface Answer { total: number; found: Found[]; facets: { needs: Facet[]; languages: Facet[]; free: number; refers: number; capacity: number }; loosened: boolean }
export interface Term { id: string; code: string | null; name: string; parent_id: string | null; taxonomy: string | null }

interface Entry {
  slot: number; id: string; name: string; organizationId: string; needs: readonly number[]; own: readonly number[]; languages: readonly number[];
  /** Areas as numbers, and the states that any of them is in. */
  areas: readonly number[]; states: readonly number[]; /** Counties of which it serves a postal code, not all. */ parts: readonly number[]; state: number; place: number;
  min: number; max: number; free: boolean; refers: boolean | null; capacity: string | null; interpretation: boolean; checked: number; likely: number;
  words: Map<number, number>;
}
/** Which entries have a word, and how much it weighs in each; those that are gone are passed over. */
interface Posting { slots: number[]; weights: number[] }
const WEIGHT = { name: 4, organization: 3, term: 2, about: 1 };
/** In milliseconds. */
const HALF_YEAR = 15_778_800_000;
interface Told { zip: number | undefined; counties: readonly number[]; wholeCounty: boolean; states: readonly number[]; country: number }
const NEED_TAXONOMY = 'havenline-needs';

/** Whether a text about fees says that it costs nothing. */
export const saysFree = (fees: string | null): boolean => fees !== null && /\b(free|no (cost|charge|fee)s?|without charge|gratis|gratuito)\b/i.test(fees) && !/\bnot free\b/i.test(fees);

export class Finder {
  readonly #areas: Areas;
  readonly #entries = new Map<string, Entry>();
  #vocabulary = new Vocabulary();
  #postings: Posting[] = [];
  #slots: (Entry | undefined)[] = [];
  readonly #codes = new Map<string, number>();
  readonly #codeNames: string[] = [];
  /** Hours at a place: schedules with the zone they are read in. */
  readonly #places: { schedules: Schedule[]; zone: string | null }[] = [];
  readonly #placeIds = new Map<string, number>();
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
  /** What can be needed, in our own plain words, by name. */
  needs(): { code: string; name: string }[] {
    return [...this.#terms.values()].flatMap((t) => (t.taxonomy === NEED_TAXONOMY && t.code ? [{ code: t.code, name: t.name }] : [])).sort((a, b) => (a.name < b.name ? -1 : 1));
  }
  /** The name of what goes by this code or id. */
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
    this.#slots[entry.slot] = undefined;
    this.#entries.delete(id);
    if (this.#slots.length > 2 * this.#entries.size + 5000) this.#compact();
  }
  /** Gives those that are left new places, without gaps. */
  #compact(): void {
    this.#slots = [];
    this.#postings = [];
    for (const entry of this.#entries.values()) this.#place(entry);
  }
  #place(entry: Entry): void {
    entry.slot = this.#slots.push(entry) - 1;
    for (const [word, weight] of entry.words) {
      const posting = (this.#postings[word] ??= { slots: [], weights: [] });
      posting.slots.push(entry.slot);
      posting.weights.push(weight);
    }
  }

  put(id: string, doc: EntryDoc): void {
    this.remove(id);
    const words = new Map<number, number>();
    const say = (text: string | null | undefined, weight: number): void => {
      if (text) for (const word of searchWords(text)) { const w = this.#vocabulary.id(word); if ((words.get(w) ?? 0) < weight) words.set(w, weight); }
    };
    say(doc.service, WEIGHT.name); say(doc.alternate, WEIGHT.name); say(doc.organization, WEIGHT.organization); say(doc.organizationAlternate, WEIGHT.organization); say(doc.about, WEIGHT.about); say(doc.city, WEIGHT.about);
    for (const t of doc.terms) say(this.#terms.get(t)?.name, WEIGHT.term);
    const state = this.#areas.state(doc.state);
    const key = `${state?.timeZone ?? ''} ${JSON.stringify(doc.schedules)}`;
    let place = this.#placeIds.get(key);
    if (place === undefined) this.#placeIds.set(key, (place = this.#places.push({ schedules: doc.schedules, zone: state?.timeZone ?? null }) - 1));
    const codes = [...new Set(doc.areas.flatMap(([name, extent, uri]) => this.#areas.codes(name, extent, uri)))];
    const parts = [...new Set(codes.flatMap((c) => (c.startsWith('zip:') ? this.#areas.countiesOfZip(c.slice(4)) : [])))];
    const free = doc.costs.some((c) => c === 0) || (doc.costs.length === 0 && saysFree(doc.fees));
    const entry: Entry = {
      slot: -1, id, name: `${doc.organization} ${doc.service}`, organizationId: doc.organizationId, own: doc.terms.flatMap((t) => this.#upwards(t).slice(0, 1)), needs: [...new Set(doc.terms.flatMap((t) => this.#upwards(t)))],
      languages: [...new Set(doc.languages.flatMap(([code, name]) => (code ?? name ? [this.#code(`language ${(code ?? name!).toLowerCase()}`)] : [])))],
      areas: codes.map((c) => this.#code(`area ${c}`)), states: [...new Set([...codes.filter((c) => /^\d/.test(c)), ...parts].map((c) => this.#code(`area ${c.slice(0, 2)}`)))], parts: parts.map((c) => this.#code(`area ${c}`)), state: state ? this.#code(`area ${state.fips}`) : -1, place,
      min: doc.minimum ?? 0, max: doc.maximum ?? 200, free, refers: doc.refers, capacity: doc.capacity, interpretation: doc.interpretation !== null, checked: Date.parse(doc.checkedAt ?? doc.assured ?? '') || 0, words,
      likely: (free ? 1.5 : 0) + (doc.refers === true ? 1.5 : doc.refers === false ? -2 : 0) + (doc.capacity === 'open' ? 2 : doc.capacity === 'full' ? -4 : doc.capacity === 'waiting_list' ? -1 : 0),
    };
    this.#entries.set(id, entry);
    this.#place(entry);
  }

  /** How well the words of a search are found in each entry, by its place; null when no words were given. `all`: every word has to be there. */
  #text(text: string | undefined, all: boolean): { scores: Float32Array; slots: number[] } | null {
    const typed = [...new Set(searchWords(text ?? ''))].slice(0, 8);
    if (typed.length === 0) return null;
    const scores = new Float32Array(this.#slots.length);
    const seen = new Uint8Array(this.#slots.length);
    let slots: number[] = [];
    typed.forEach((one, round) => {
      const mine = new Float32Array(this.#slots.length);
      const touched: number[] = [];
      for (const [word, sure] of this.#vocabulary.like(one)) {
        const posting = this.#postings[word];
        if (!posting) continue;
        for (let i = 0; i < posting.slots.length; i += 1) {
          const slot = posting.slots[i]!;
          const value = sure * posting.weights[i]!;
          if (mine[slot] === 0) touched.push(slot);
          if (value > mine[slot]!) mine[slot] = value;
        }
      }
      for (const slot of touched) {
        if (seen[slot] === 0 && (round === 0 || !all)) slots.push(slot);
        seen[slot] = seen[slot]! + 1;
        scores[slot] = scores[slot]! + mine[slot]!;
      }
    });
    if (all) slots = slots.filter((slot) => seen[slot] === typed.length);
    return { scores, slots };
  }

  /** How an entry covers the place that was told: 4 the ZIP, 3 the county, 2 its state, 1 the country, 0.8 a part of the county, 0.6 a part of the state, 0.5 only by where it stands; 0 not. */
  #covers(e: Entry, told: Told): number {
    if (told.zip !== undefined && e.areas.includes(told.zip)) return 4;
    for (const county of told.counties) if (e.areas.includes(county)) return 3;
    for (const state of told.states) if (e.areas.includes(state)) return 2;
    if (e.areas.includes(told.country)) return 1;
    // Who told a postal code is not served by the other codes of its county.
    if (told.zip === undefined) for (const county of told.counties) if (e.parts.includes(county)) return 0.8;
    if (told.counties.length === 0 && !told.wholeCounty) for (const state of told.states) if (e.states.includes(state)) return 0.6;
    return e.areas.length === 0 && told.states.includes(e.state) ? 0.5 : 0;
  }
  #told(query: Query): Told | null {
    if (query.area === undefined && query.zip === undefined) return null;
    const number = (code: string): number => this.#codes.get(`area ${code}`) ?? -2;
    // A postal code stands for the counties it lies in: it was typed as the caller told it, and is looked up in a table, no more.
    const counties = [...new Set([...(query.area?.length === 5 ? [query.area] : []), ...(query.zip ? this.#areas.countiesOfZip(query.zip) : [])])];
    const states = [...new Set([...(query.area ? [query.area.slice(0, 2)] : []), ...counties.map((c) => c.slice(0, 2))])];
    return { zip: query.zip ? number(`zip:${query.zip}`) : undefined, counties: counties.map(number), wholeCounty: counties.length > 0 || query.zip !== undefined, states: states.map(number), country: number('us') };
  }

  /** What fits, best first, with reasons; counts of what else could be chosen. `last`: entries of these organizations stand at the end. */
  search(query: Query, now: Date, zone: string, last: { has(organizationId: string): boolean } = new Set()): Answer {
    const need = query.need ? this.#needNumber(query.need) : undefined;
    if (query.need && need === undefined) return { total: 0, found: [], facets: { needs: [], languages: [], free: 0, refers: 0, capacity: 0 }, loosened: false };
    const language = query.language ? this.#codes.get(`language ${query.language.toLowerCase()}`) : undefined;
    const told = this.#told(query);
    const opened: (Opening | undefined)[] = Array.from({ length: this.#places.length });
    const opening = (e: Entry): Opening => (opened[e.place] ??= openAt(this.#places[e.place]!.schedules, now, this.#places[e.place]!.zone ?? zone));
    const fits = (e: Entry): boolean =>
      (need === undefined || e.needs.includes(need))
      && (!query.language || (language !== undefined && e.languages.includes(language)) || e.interpretation)
      && (query.age === undefined || (query.age >= e.min && query.age <= e.max))
      && (!query.free || e.free) && (!query.refers || e.refers === true) && (!query.capacity || e.capacity === 'open')
      && (!told || this.#covers(e, told) > 0)
      && (!query.openNow || opening(e).state === 'open');
    const fitting = (slots: readonly number[] | null): Entry[] => {
      const out: Entry[] = [];
      const many = slots?.length ?? this.#slots.length;
      for (let i = 0; i < many; i += 1) { const e = this.#slots[slots ? slots[i]! : i]; if (e && fits(e)) out.push(e); }
      return out;
    };
    let text = this.#text(query.text, true);
    let entries = fitting(text?.slots ?? null);
    let loosened = false;
    if (entries.length === 0 && text && searchWords(query.text ?? '').length > 1) {
      text = this.#text(query.text, false);
      entries = fitting(text!.slots);
      loosened = entries.length > 0;
    }
    const [soon, late] = [now.getTime() - HALF_YEAR, now.getTime() - 4 * HALF_YEAR];
    // What was asked for weighs most, then what makes help likely and soon.
    const rank = (e: Entry): number =>
      (text ? text.scores[e.slot]! * 2 : 0) + (need === undefined ? 0 : e.own.includes(need) ? 3 : 2) + (language !== undefined && e.languages.includes(language) ? 4 : 0) + (told ? this.#covers(e, told) * 1.2 : 0)
      + e.likely + (e.checked >= soon ? 1 : e.checked >= late ? 0.3 : 0) + (opening(e).state === 'open' ? 2 : 0);
    const from = query.offset ?? 0;
    const best = top(entries, rank, (e) => (last.has(e.organizationId) ? 1000 : 0), from + (query.limit ?? 20)).slice(from);
    return {
      total: entries.length, loosened, facets: this.#facets(entries),
      found: best.map(({ e, score }) => ({ id: e.id, score, open: opening(e), reasons: this.#reasons(e, query, told, need, language, now, opening(e)) })),
    };
  }

  #reasons(e: Entry, q: Query, told: Told | null, need: number | undefined, language: number | undefined, now: Date, open: Opening): Reason[] {
    const out: Reason[] = [];
    if (need !== undefined) out.push({ code: 'need', value: q.need! });
    if (language !== undefined && e.languages.includes(language)) out.push({ code: 'language', value: q.language! });
    else if (q.language && e.interpretation) out.push({ code: 'interpreter' });
    if (open.state === 'open') out.push(open.until === null ? { code: 'openAlways' } : { code: 'openUntil', value: open.until });
    if (open.state === 'closed' && open.holiday) out.push({ code: 'holiday', value: open.holiday });
    const covers = told ? this.#covers(e, told) : 0;
    const how = covers >= 4 ? 'serves_zip' : covers >= 3 ? 'serves_county' : covers >= 2 ? 'serves_state' : covers >= 1 ? 'serves_country' : covers >= 0.8 ? 'serves_county_part' : covers >= 0.6 ? 'serves_part' : covers > 0 ? 'near' : null;
    if (how) out.push({ code: how });
    if (e.free) out.push({ code: 'free' });
    if (e.refers === true) out.push({ code: 'refers' });
    if (e.capacity) out.push({ code: e.capacity === 'open' ? 'capacity' : e.capacity === 'full' ? 'full' : 'waitingList' });
    if (q.age !== undefined && (e.min > 0 || e.max < 200)) out.push({ code: 'age', value: `${e.min}–${e.max < 200 ? e.max : ''}` });
    if (e.checked === 0 || now.getTime() - e.checked > 4 * HALF_YEAR) out.push({ code: 'old' });
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

/** The best `n` by score (`behind` taken off), then by name, without sorting all of them. */
function top(all: readonly Entry[], rank: (e: Entry) => number, behind: (e: Entry) => number, n: number): { e: Entry; score: number }[] {
  const best: { e: Entry; score: number }[] = [];
  const before = (e: Entry, score: number, other: { e: Entry; score: number }): boolean =>
    score !== other.score ? score > other.score : e.name !== other.e.name ? e.name < other.e.name : e.id < other.e.id;
  for (const e of all) {
    let score = rank(e);
    if (best.length === n && !before(e, score, best[n - 1]!)) continue;
    // Asked only of what would be among the best: it can but fall.
    score -= behind(e);
    if (best.length === n && !before(e, score, best[n - 1]!)) continue;
    let [low, high] = [0, best.length];
    while (low < high) { const middle = (low + high) >> 1; if (before(e, score, best[middle]!)) high = middle; else low = middle + 1; }
    best.splice(low, 0, { e, score });
    if (best.length > n) best.pop();
  }
  return best;
}

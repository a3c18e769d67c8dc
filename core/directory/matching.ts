/**
 * Which organization of the directory an agreement of a published list is with: by ORI (the agency's number at the FBI), else by name, county and state.
 * What is not sure goes to a person; nobody is ever cleared by not being found.
 */
import { plainWords } from './areas.ts';
import { distance, trigrams } from './words.ts';

export interface Agreement { line: number; agency: string; state: string; county: string | null; kind: string | null; model: string | null; signedOn: string | null; ori: string | null }
/** An organization with what is known of where it is: states and counties by FIPS code, from its addresses and areas. */
export interface Candidate { id: string; name: string; alternate: string | null; oris: readonly string[]; states: readonly string[]; counties: readonly string[] }
export interface Match { organizationId: string; how: 'ori' | 'name'; state: 'matched' | 'review'; score: number }

export const plainOri = (ori: string): string => ori.toUpperCase().replace(/[^A-Z0-9]/g, '');

const SHORT: Record<string, string> = {
  so: 'sheriff office', scso: 'sheriff office', pd: 'police department', dept: 'department', dpt: 'department', ofc: 'office', co: 'county', cnty: 'county', cty: 'county', corr: 'corrections', correction: 'corrections',
  doc: 'department corrections', dps: 'department public safety', sheriffs: 'sheriff', sherrif: 'sheriff', st: 'saint', ft: 'fort', mt: 'mount', twp: 'township', univ: 'university', natl: 'national', div: 'division', det: 'detention', ctr: 'center', twn: 'town', const: 'constable', constables: 'constable', pct: 'precinct', jail: 'detention center',
};
const FILL = new Set(['the', 'of', 'and', 'for', 'at', 'in']);
/** An agency's name as its telling words, in an order of their own, so that "Harris Co. S.O." and "Sheriff's Office, Harris County" are one. */
export function agencyWords(name: string): string[] {
  const joined = name.replace(/\b([a-z])\.\s?(?=[a-z]\b\.?)/gi, '$1');
  return plainWords(joined).flatMap((word) => (SHORT[word] ?? word).split(' ')).filter((word) => !FILL.has(word)).sort();
}

const same = (a: string, b: string): number => {
  if (a === b) return 1;
  const most = Math.max(a.length, b.length) < 5 ? 1 : 2;
  const d = distance(a, b, most);
  return d > most ? 0 : 1 - d / Math.max(a.length, b.length);
};
// Words that many agencies share say less than the name of the place.
const COMMON = new Set(['sheriff', 'office', 'police', 'department', 'county', 'city', 'public', 'safety', 'corrections', 'detention', 'center', 'constable', 'precinct', 'marshal', 'state', 'division', 'town', 'township', 'regional']);
const weight = (word: string): number => (COMMON.has(word) ? 0.6 : /^\d+$/.test(word) ? 2.5 : 2);

/** How alike two names are, 0 to 1: telling words found in each other, weighted. */
export function likeness(a: readonly string[], b: readonly string[]): number {
  let [both, all] = [0, 0];
  const left = [...b];
  for (const word of a) {
    let [best, at] = [0, -1];
    left.forEach((other, i) => { const s = /^\d+$/.test(word) || /^\d+$/.test(other) ? Number(word === other) : same(word, other); if (s > best) { best = s; at = i; } });
    all += weight(word);
    if (best >= 0.6) { both += weight(word) * best; left.splice(at, 1); }
  }
  for (const word of left) all += weight(word);
  return all === 0 ? 0 : both / all;
}

export const SURE = 0.9;
export const MAYBE = 0.6;

/** Matches agreements with organizations. `state` and `county` give the codes of what the list says in words. */
export function createMatcher(candidates: readonly Candidate[], place: { state(name: string): string | null; county(state: string, name: string): string | null }) {
  const byOri = new Map<string, Candidate[]>();
  const byTrigram = new Map<string, Set<Candidate>>();
  const names = new Map<Candidate, string[][]>();
  for (const one of candidates) {
    for (const ori of one.oris) byOri.set(plainOri(ori), [...(byOri.get(plainOri(ori)) ?? []), one]);
    const words = [one.name, ...(one.alternate ? [one.alternate] : [])].map(agencyWords);
    names.set(one, words);
    for (const word of new Set(words.flat())) if (!COMMON.has(word)) for (const t of trigrams(word)) (byTrigram.get(t) ?? byTrigram.set(t, new Set()).get(t)!).add(one);
  }
  return (agreement: Agreement): Match[] => {
    const state = place.state(agreement.state);
    const county = state && agreement.county ? place.county(state, agreement.county) : null;
    const words = agencyWords(agreement.agency);
    const close = (c: Candidate): number => {
      const name = Math.max(...names.get(c)!.map((n) => likeness(words, n)));
      // An agency is in one state. Of one whose place nobody knows, the name alone has to do, and a person decides.
      if (state && c.states.length > 0 && !c.states.includes(state)) return 0;
      if (county && c.counties.length > 0) return c.counties.includes(county) ? Math.min(1, name + 0.06) : name - 0.25;
      return name;
    };
    const numbered = agreement.ori ? (byOri.get(plainOri(agreement.ori)) ?? []) : [];
    if (numbered.length > 0) {
      // A number that is right carries a name that is at least alike; where it is not, one of both is mistyped.
      return numbered.map((c) => { const name = close(c); return { organizationId: c.id, how: 'ori' as const, state: name >= 0.35 && numbered.length === 1 ? 'matched' as const : 'review' as const, score: Math.max(name, 0.5) }; });
    }
    const near = new Map<Candidate, number>();
    for (const word of new Set(words)) if (!COMMON.has(word)) for (const t of trigrams(word)) for (const c of byTrigram.get(t) ?? []) near.set(c, (near.get(c) ?? 0) + 1);
    const scored = [...near].filter(([, n]) => n >= 2).map(([c]) => ({ c, score: close(c) })).filter((one) => one.score >= MAYBE).sort((a, b) => b.score - a.score || (a.c.id < b.c.id ? -1 : 1)).slice(0, 5);
    const [first, second] = scored;
    if (!first) return [];
    const placed = state !== null && first.c.states.includes(state);
    // An agreement with another number than the organization's own is doubtful, however alike the names.
    const otherNumber = agreement.ori !== null && first.c.oris.length > 0;
    const sure = first.score >= SURE && placed && !otherNumber && (!second || first.score - second.score > 0.05);
    if (sure) return [{ organizationId: first.c.id, how: 'name', state: 'matched', score: first.score }];
    return scored.filter((one) => one.score >= first.score - 0.1).slice(0, 3).map((one) => ({ organizationId: one.c.id, how: 'name', state: 'review', score: one.score }));
  };
}

/** Reads a published list: a table with a row of headings somewhere near its top. What cannot be read is answered line by line, never left out silently. */
export function readAgreements(table: readonly (readonly unknown[])[]): { agreements: Agreement[]; rejected: { line: number; message: string }[] } {
  const heads = { agency: /agency/i, state: /^state$/i, county: /county/i, ori: /^ori\b|originating/i, model: /support type|model/i, kind: /^(agency )?type$/i, signedOn: /sign|effective|date/i };
  const text = (cell: unknown): string => (cell instanceof Date ? cell.toISOString().slice(0, 10) : cell === null || cell === undefined ? '' : String(cell)).trim();
  const at = table.slice(0, 25).findIndex((row) => row.some((c) => heads.agency.test(text(c))) && row.some((c) => heads.state.test(text(c))));
  if (at < 0) return { agreements: [], rejected: [{ line: 1, message: 'No headings were found: a row with "State" and "Law enforcement agency".' }] };
  const column: Partial<Record<keyof typeof heads, number>> = {};
  for (const [name, pattern] of Object.entries(heads)) { const i = table[at]!.findIndex((c) => pattern.test(text(c))); if (i >= 0) column[name as keyof typeof heads] = i; }
  const agreements: Agreement[] = [];
  const rejected: { line: number; message: string }[] = [];
  table.slice(at + 1).forEach((row, i) => {
    const line = at + 2 + i;
    const get = (name: keyof typeof heads): string | null => (column[name] === undefined ? null : text(row[column[name]]) || null);
    if (row.every((c) => text(c) === '')) return;
    const [agency, state] = [get('agency'), get('state')];
    if (!agency || !state) rejected.push({ line, message: `${agency ? 'The state' : 'The agency'} is empty.` });
    else agreements.push({ line, agency, state, county: get('county'), kind: get('kind'), model: get('model'), signedOn: dateOf(get('signedOn')), ori: get('ori') });
  });
  return { agreements, rejected };
}
/** 2025-03-01, 3/1/2025 (month first, as the list has it) or a spreadsheet's day number, as a date; null when it is none. */
function dateOf(given: string | null): string | null {
  if (!given) return null;
  const iso = /^(\d{4})-(\d\d)-(\d\d)/.exec(given);
  if (iso) return iso[0];
  const us = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/.exec(given);
  if (us) { const date = new Date(Date.UTC(Number(us[3]!.length === 2 ? `20${us[3]}` : us[3]), Number(us[1]) - 1, Number(us[2]))); return date.getUTCMonth() === Number(us[1]) - 1 ? date.toISOString().slice(0, 10) : null; }
  return /^\d{5}$/.test(given) ? new Date(Date.UTC(1899, 11, 30 + Number(given))).toISOString().slice(0, 10) : null;
}

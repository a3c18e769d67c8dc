/**
 * A generated list of agreements with its truth, for tests and the benchmark: agencies of real counties, invented numbers, and the noise that published lists
 * have (abbreviations, mistyped letters, other orders, missing counties, wrong and missing numbers). Seeded: the same seed makes the same list.
 */
import type { Gazetteer } from './areas.ts';
import type { Agreement, Candidate } from './matching.ts';
import { syntheticId } from './synthetic.ts';

export interface GeneratedAgreements { candidates: Candidate[]; agreements: Agreement[]; /** The organization each agreement is with, by line; absent: one that the directory does not have. */ truth: Map<number, string> }

/** A small generator of numbers from 0 to 1 (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function generateAgreements({ states, counties }: Gazetteer, count: number, seed = 7): GeneratedAgreements {
  const next = numbersFrom(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)]!;
  const codeOf = new Map(states.map((s) => [s.fips, s]));
  const kinds: [string, (county: string) => string][] = [['sheriff', (c) => `${c} County Sheriff's Office`], ['police', (c) => `${c} Police Department`], ['jail', (c) => `${c} County Department of Corrections`], ['campus', (c) => `${c} University Police Department`]];
  const candidates: Candidate[] = [];
  const facts = new Map<string, { county: string; state: string; kind: string; name: string }>();
  for (const { fips, name } of counties) for (const [kind, made] of kinds) {
    const state = codeOf.get(fips.slice(0, 2));
    if (!state || next() > (kind === 'sheriff' ? 0.9 : 0.25)) continue;
    const id = syntheticId(`agency/${fips}/${kind}`);
    candidates.push({ id, name: made(name), alternate: null, oris: next() < 0.7 ? [`${state.code}${fips.slice(2)}${kind.length}${String(candidates.length % 100).padStart(2, '0')}`.padEnd(9, '0')] : [], states: [state.fips], counties: next() < 0.8 ? [fips] : [] });
    facts.set(id, { county: name, state: state.code, kind, name: made(name) });
  }
  const mistype = (text: string): string => {
    const at = 1 + Math.floor(next() * Math.max(1, text.length - 2));
    const how = next();
    return how < 0.33 ? text.slice(0, at) + text.slice(at + 1) : how < 0.66 ? text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2) : text.slice(0, at) + pick([...'abcdefghijklmnopqrstuvwxyz']) + text.slice(at);
  };
  const noisy = (text: string): string => {
    let out = text;
    if (next() < 0.35) out = out.replace("Sheriff's Office", pick(['S.O.', 'SO', 'Sheriffs Office', 'Sheriff Office'])).replace('Police Department', pick(['PD', 'Police Dept.', 'Police Dept'])).replace('Department of Corrections', pick(['Dept. of Corrections', 'DOC']));
    if (next() < 0.3) out = out.replace(' County', pick([' Co.', ' Cnty', ' CO']));
    if (next() < 0.12) out = out.replace(/^(.*) (Sheriff.*)$/, '$2, $1');
    if (next() < 0.2) out = mistype(out);
    return next() < 0.15 ? out.toUpperCase() : out;
  };
  const agreements: Agreement[] = [];
  const truth = new Map<number, string>();
  const left = [...candidates];
  for (let line = 2; agreements.length < count; line += 1) {
    const known = left.length > 0 && next() < 0.85;
    const candidate = known ? left.splice(Math.floor(next() * left.length), 1)[0]! : null;
    // What the directory does not have: a marshal of a place where others are.
    const place = pick(counties);
    const fact = candidate ? facts.get(candidate.id)! : { county: place.name, state: codeOf.get(place.fips.slice(0, 2))?.code ?? 'TX', kind: 'marshal', name: `${place.name} City Marshal` };
    const state = codeOf.get(candidate?.states[0] ?? '')?.name;
    const ori = candidate && candidate.oris.length > 0 && next() < 0.6 ? (next() < 0.05 ? mistype(candidate.oris[0]!) : candidate.oris[0]!.replace(/(.{2})(.*)/, next() < 0.2 ? '$1 $2' : '$1$2')) : null;
    agreements.push({ line, agency: noisy(fact.name), state: next() < 0.5 && state ? state.toUpperCase() : fact.state, county: next() < 0.75 ? `${fact.county}${next() < 0.5 ? ' County' : ''}` : null, kind: fact.kind === 'sheriff' ? 'County' : 'Municipality', model: pick(['Jail Enforcement Model', 'Task Force Model', 'Warrant Service Officer']), signedOn: `2025-0${1 + Math.floor(next() * 9)}-1${Math.floor(next() * 10)}`, ori });
    if (candidate) truth.set(line, candidate.id);
  }
  return { candidates, agreements, truth };
}

/** How matching did against the truth: of what was matched by itself, and of what a person would have found in the review too. */
export function score(generated: GeneratedAgreements, match: (one: Agreement) => { organizationId: string; state: 'matched' | 'review' }[]) {
  let [right, wrong, reviewed, missed, reviews] = [0, 0, 0, 0, 0];
  for (const one of generated.agreements) {
    const found = match(one);
    const truth = generated.truth.get(one.line);
    const sure = found.filter((f) => f.state === 'matched');
    for (const f of sure) if (f.organizationId === truth) right += 1; else wrong += 1;
    const doubtful = found.filter((f) => f.state === 'review');
    if (doubtful.length > 0) reviews += 1;
    if (truth && !sure.some((f) => f.organizationId === truth)) { if (doubtful.some((f) => f.organizationId === truth)) reviewed += 1; else missed += 1; }
  }
  const all = generated.truth.size;
  return { agreements: generated.agreements.length, known: all, precision: right / Math.max(1, right + wrong), recall: right / all, recall_with_review: (right + reviewed) / all, missed, reviews };
}

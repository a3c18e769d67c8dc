/**
 * Import and ranked search of a generated directory: 20,000 organizations with three services each. The peer is PostgreSQL's own full text over the same
 * words with the same wishes as plain conditions, in no order of ours. A list of 3,000 noisy agreements is matched against its truth.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openGazetteer } from '#adapters/geography';
import { csvLine, openPackage } from '#adapters/sources';
import { inTx } from '#core/kernel';
import type { Actor } from '#core/kernel';
import { createCasework } from '#testing/casework';
import { stopOwnCluster } from '#testing/postgres';
import { generateAgreements, numbersFrom, score } from '../core/directory/agreements.ts';
import { createAreas } from '../core/directory/areas.ts';
import type { Query } from '../core/directory/finder.ts';
import { createMatcher } from '../core/directory/matching.ts';
import { syntheticId } from '../core/directory/synthetic.ts';

const operator: Actor = { kind: 'system', name: 'operator' };
const WORDS = 'lantern harbor willow bridge meadow cedar sparrow juniper orchard compass maple heron lighthouse prairie garden riverstone sunrise clover anchor pine family children community hope valley mountain northern southern eastern western united first new saint central city county regional mission outreach alliance partners network circle house home haven shelter clinic health dental legal aid justice law school learning tutoring food pantry kitchen clothing housing crisis counseling therapy youth teen infant parent mother father refugee newcomer welcome center services foundation institute society fellowship ministry resource support care advocacy program'.split(' ');
const NEEDS: Record<string, string[]> = { shelter: ['Emergency Shelter', 'Safe beds'], health: ['Pediatric Clinic', 'Health screening'], mental_health: ['Counseling', 'Trauma therapy'], legal_aid: ['Legal representation', 'Know your rights clinic'], school: ['School enrollment', 'Tutoring'], food: ['Food pantry', 'School meals'], parenting: ['Parent support', 'Home visits'], child_protection: ['Child protection intake', 'Family preservation'] };
const LANGUAGES = ['en', 'es', 'fr', 'pt', 'ht', 'ar', 'zh', 'quc', 'mam', 'kek', 'vi', 'ti'];

/** Writes an HSDS data package; answers how many rows it holds. */
export function generate(folder: string, organizations: number): number {
  const next = numbersFrom(11);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)]!;
  const { counties, states } = openGazetteer();
  const stateOf = new Map(states.map((s) => [s.fips, s]));
  const places = counties.filter((c) => stateOf.has(c.fips.slice(0, 2)));
  interface Table { heads: string[]; lines: string[] }
  const files: Record<string, Table> = {};
  const file = (name: string, ...heads: string[]): Table => (files[name] = { heads, lines: [] });
  const o = file('organizations', 'id', 'name', 'description', 'email'), s = file('services', 'id', 'organization_id', 'name', 'description', 'status', 'minimum_age', 'maximum_age', 'fees_description', 'interpretation_services', 'assured_date');
  const l = file('locations', 'id', 'organization_id', 'name', 'location_type', 'latitude', 'longitude'), a = file('addresses', 'id', 'location_id', 'address_1', 'city', 'state_province', 'postal_code', 'country', 'address_type');
  const x = file('service_at_location', 'id', 'service_id', 'location_id'), h = file('schedules', 'id', 'service_id', 'freq', 'byday', 'opens_at', 'closes_at'), g = file('languages', 'id', 'service_id', 'code');
  const r = file('service_areas', 'id', 'service_id', 'name', 'uri'), c = file('cost_options', 'id', 'service_id', 'option', 'amount'), t = file('attributes', 'id', 'link_id', 'link_entity', 'taxonomy_term_id'), p = file('phones', 'id', 'service_id', 'number', 'type');
  const term = (code: string): string => syntheticId(`need/${code}`);
  for (let i = 0; i < organizations; i += 1) {
    const id = (part: string): string => syntheticId(`bench/${i}/${part}`);
    const place = pick(places);
    const state = stateOf.get(place.fips.slice(0, 2))!;
    const name = `Example ${Array.from({ length: 3 }, () => pick(WORDS)).map((w) => w[0]!.toUpperCase() + w.slice(1)).join(' ')} ${place.name}`;
    o.lines.push(csvLine([id('o'), name, `Serves ${place.name} with ${pick(WORDS)} and ${pick(WORDS)}.`, `intake@org-${i}.example`]));
    l.lines.push(csvLine([id('l'), id('o'), `${name} office`, 'physical', (25 + next() * 23).toFixed(4), (-123 + next() * 55).toFixed(4)]));
    a.lines.push(csvLine([id('a'), id('l'), `${1 + Math.floor(next() * 900)} Example Street`, place.name, state.code, '00000', 'US', 'physical']));
    for (let n = 0; n < 3; n += 1) {
      const sid = id(`s${n}`);
      const need = pick(Object.keys(NEEDS));
      s.lines.push(csvLine([sid, id('o'), `${pick(NEEDS[need]!)} ${pick(WORDS)}`, Array.from({ length: 18 }, () => pick(WORDS)).join(' '), 'active', next() < 0.3 ? 6 : '', next() < 0.3 ? 18 : '', next() < 0.4 ? 'Free of charge' : 'Sliding scale', next() < 0.2 ? 'By telephone' : '', `202${Math.floor(next() * 6)}-05-01`]));
      x.lines.push(csvLine([id(`x${n}`), sid, id('l')]));
      h.lines.push(csvLine([id(`h${n}`), sid, 'WEEKLY', next() < 0.1 ? 'SU,MO,TU,WE,TH,FR,SA' : 'MO,TU,WE,TH,FR', `0${7 + Math.floor(next() * 3)}:00`, `${16 + Math.floor(next() * 5)}:00`]));
      for (const code of new Set(['en', next() < 0.6 ? 'es' : 'en', pick(LANGUAGES)])) g.lines.push(csvLine([id(`g${n}${code}`), sid, code]));
      r.lines.push(csvLine([id(`r${n}`), sid, next() < 0.1 ? state.name : `${place.name} County, ${state.name}`, '']));
      if (next() < 0.5) c.lines.push(csvLine([id(`c${n}`), sid, 'Visit', next() < 0.5 ? 0 : 25]));
      t.lines.push(csvLine([id(`t${n}`), sid, 'service', term(need)]));
      p.lines.push(csvLine([id(`p${n}`), sid, `+1 555 01${String(i % 100).padStart(2, '0')}`, 'voice']));
    }
  }
  let rows = 0;
  for (const [name, { heads, lines }] of Object.entries(files)) { rows += lines.length; writeFileSync(join(folder, `${name}.csv`), csvLine(heads) + lines.join('')); }
  return rows;
}

/** Questions as they come at a desk: words, some mistyped, with wishes in all combinations. */
export function questions(count: number): Query[] {
  const next = numbersFrom(5);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)]!;
  const { counties } = openGazetteer();
  const busy = counties.filter((c) => /^(48|06|12|36|17)/.test(c.fips));
  return Array.from({ length: count }, () => {
    const word = pick(WORDS);
    const mistyped = word.length > 5 && next() < 0.25 ? word.slice(0, 2) + word[3] + word[2] + word.slice(4) : word;
    return {
      ...(next() < 0.7 ? { text: next() < 0.5 ? mistyped : `${mistyped} ${pick(WORDS)}` } : {}), ...(next() < 0.6 ? { need: pick(Object.keys(NEEDS)) } : {}), ...(next() < 0.4 ? { language: pick(LANGUAGES) } : {}),
      ...(next() < 0.5 ? { area: next() < 0.7 ? pick(busy).fips : pick(busy).fips.slice(0, 2) } : {}), ...(next() < 0.3 ? { age: 5 + Math.floor(next() * 12) } : {}), ...(next() < 0.3 ? { openNow: true } : {}), ...(next() < 0.2 ? { free: true } : {}), limit: 20,
    };
  });
}

const PEER = `create table peer as select coalesce(sal.id, s.id) as id, s.name as service, o.name as organization, to_tsvector('simple', concat_ws(' ', o.name, s.name, s.description)) as words, s.minimum_age, s.maximum_age,
  array(select t.code from hsds.attribute a join hsds.taxonomy_term t on t.id = a.taxonomy_term_id where a.link_id = s.id) as needs, array(select code from hsds.language g where g.service_id = s.id) as languages
  from hsds.service s join hsds.organization o on o.id = s.organization_id left join hsds.service_at_location sal on sal.service_id = s.id;
  create index on peer using gin (words); create index on peer using gin (needs); create index on peer using gin (languages); analyze peer`;
const PEER_QUERY = `select id, service, organization from peer where ($1::text is null or words @@ plainto_tsquery('simple', $1)) and ($2::text is null or needs @> array[$2]) and ($3::text is null or languages @> array[$3])
  and ($4::numeric is null or (coalesce(minimum_age, 0) <= $4 and coalesce(maximum_age, 200) >= $4)) limit 20`;

const quantile = (sorted: number[], q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
const median = (all: number[]): number => quantile([...all].sort((a, b) => a - b), 0.5);
const round = (n: number): number => Math.round(n * 100) / 100;

export async function bench(quick: boolean): Promise<Record<string, unknown>> {
  const organizations = quick ? 1000 : 20_000;
  const folder = mkdtempSync(join(tmpdir(), 'havenline-bench-directory-'));
  const it = await createCasework();
  const peer = new pg.Client({ connectionString: it.database.adminUrl });
  try {
    await peer.connect();
    const rows = generate(folder, organizations);
    process.stdout.write(`A data package of ${rows} rows: ${organizations} organizations, ${organizations * 3} services.\n`);
    const begun = performance.now();
    const importId = await it.directory.imports.read(it.db, operator, 'bench', openPackage(folder));
    const read = (performance.now() - begun) / 1000;
    await inTx(it.db, (tx) => it.directory.imports.apply(tx, operator, importId));
    const imported = (performance.now() - begun) / 1000;
    const { counts } = await inTx(it.db, (tx) => it.directory.imports.report(tx, operator, importId, 1));
    process.stdout.write(`Read and compared in ${read.toFixed(1)} s, applied by ${imported.toFixed(1)} s; ${counts.rejected} rows refused.\n`);
    await peer.query(PEER);
    const warm = performance.now();
    await inTx(it.db, (tx) => it.directory.search(tx, { text: 'warm' }));
    const load = (performance.now() - warm) / 1000;

    const ours = async (q: Query): Promise<number> => { const at = performance.now(); await inTx(it.db, (tx) => it.directory.search(tx, q)); return performance.now() - at; };
    const theirs = async (q: Query): Promise<number> => { const at = performance.now(); await peer.query(PEER_QUERY, [q.text ?? null, q.need ?? null, q.language ?? null, q.age ?? null]); return performance.now() - at; };
    const asked = questions(quick ? 100 : 1000);
    for (const q of asked.slice(0, 50)) { await ours(q); await theirs(q); }
    const rounds: { ours: number[]; theirs: number[] }[] = [];
    for (let n = 0; n < (quick ? 1 : 3); n += 1) {
      const one = { ours: [] as number[], theirs: [] as number[] };
      for (const q of asked) one.ours.push(await ours(q));
      for (const q of asked) one.theirs.push(await theirs(q));
      one.ours.sort((a, b) => a - b);
      one.theirs.sort((a, b) => a - b);
      rounds.push(one);
      process.stdout.write(`round ${n + 1}: ours p50 ${quantile(one.ours, 0.5).toFixed(2)} ms, p99 ${quantile(one.ours, 0.99).toFixed(2)} ms; full text p50 ${quantile(one.theirs, 0.5).toFixed(2)} ms, p99 ${quantile(one.theirs, 0.99).toFixed(2)} ms\n`);
    }
    const areas = createAreas(openGazetteer());
    const agreements = generateAgreements(openGazetteer(), 3000);
    const matched = score(agreements, createMatcher(agreements.candidates, { state: (name) => areas.state(name)?.fips ?? null, county: (state, name) => areas.codes(`${name}, ${areas.state(state)?.name ?? ''}`, null, null)[0] ?? null }));
    process.stdout.write(`3000 noisy agreements among ${agreements.candidates.length} agencies: precision ${matched.precision.toFixed(4)}, recall ${matched.recall.toFixed(4)}, with review ${matched.recall_with_review.toFixed(4)}; ${matched.reviews} to review.\n`);
    const p50s = rounds.map((r) => quantile(r.ours, 0.5));
    const [p50, peer50] = [median(p50s), median(rounds.map((r) => quantile(r.theirs, 0.5)))];
    return {
      peer: 'PostgreSQL full text with the same wishes as conditions, unordered, without areas, hours, counts, reasons and mistyped words', ratio: round(p50 / peer50), ratio_of: 'p50',
      organizations, services: organizations * 3, rows, import_s: round(imported), load_s: round(load), p50_ms: round(p50), p99_ms: round(median(rounds.map((r) => quantile(r.ours, 0.99)))), peer_p50_ms: round(peer50), peer_p99_ms: round(median(rounds.map((r) => quantile(r.theirs, 0.99)))),
      noise: round((Math.max(...p50s) - Math.min(...p50s)) / p50), match_precision: Math.round(matched.precision * 1e4) / 1e4, match_recall: Math.round(matched.recall * 1e4) / 1e4, match_recall_with_review: Math.round(matched.recall_with_review * 1e4) / 1e4, quick,
    };
  } finally {
    await peer.end();
    await it.close();
    await stopOwnCluster();
    rmSync(folder, { recursive: true, force: true });
  }
}

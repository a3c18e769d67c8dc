/** The short form of `npm run faults -- canary`. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCentre } from '../scenarios/centre.ts';
import type { TestCentre } from '../scenarios/centre.ts';
import { canaryCalls } from './canary-calls.ts';

const CALLS = 60;
let centre: TestCentre;
beforeAll(async () => { centre = await startCentre('canary'); }, 240_000);
afterAll(() => centre?.stop());

test(`after ${CALLS} calls with unique From, identity, Contact, Via and SDP values none of them is in any file or line`, { timeout: 90_000 }, async () => {
  expect(await canaryCalls(centre, CALLS)).toEqual({ calls: CALLS, answered: CALLS, search_works: true, files: [], printed: [], logged: [] });
});

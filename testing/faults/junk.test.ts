/** The short form of `npm run faults -- junk`. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawPhone } from '#testing/sip';
import { startCentre } from '../scenarios/centre.ts';
import type { TestCentre } from '../scenarios/centre.ts';
import { junk } from './junk.ts';
import { TORTURE } from './torture.ts';

let centre: TestCentre;
beforeAll(async () => { centre = await startCentre('junk'); }, 240_000);
afterAll(() => centre?.stop());

test('each torture message of RFC 4475 leaves the engine up: the next real call connects', { timeout: 60_000 }, async () => {
  const phone = await rawPhone(centre.sipPort);
  for (const message of TORTURE) phone.send(message);
  expect(await phone.call()).toMatchObject({ answered: true });
  phone.close();
});

test('under a flood of junk real calls connect', { timeout: 90_000 }, async () => {
  const result = await junk(centre.sipPort, 5, 5, 3_000);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  expect(result.junkPerSecond).toBeGreaterThan(1_000);
  expect(result.share).toBeGreaterThanOrEqual(0.99);
});

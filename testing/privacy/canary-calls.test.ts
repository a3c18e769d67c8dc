/** Canary calls: every header by which a call could be known is unique, and after the end none of it is anywhere. `CANARIES=1000 npm test -- testing/privacy/canary` does the long one. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawPhone } from '#testing/sip';
import { startCentre, until } from '../scenarios/centre.ts';
import type { TestCentre } from '../scenarios/centre.ts';

const CALLS = Number(process.env['CANARIES'] ?? 60);
let centre: TestCentre;
beforeAll(async () => { centre = await startCentre('canary'); }, 240_000);
afterAll(() => centre?.stop());

test(`after ${CALLS} calls with unique From, identity, Contact, Via and SDP values none of them is in any file or line`, { timeout: 60_000 + CALLS * 400 }, async () => {
  const phone = await rawPhone(centre.sipPort);
  const places = ['from', 'name', 'identity', 'contact', 'via', 'user', 'session'];
  let answered = 0;
  const one = async (n: number): Promise<void> => {
    // Letters that stand nowhere else, and a number as callers have them.
    const c = (place: string): string => `qzx${place}${n}kwv`;
    const number = `+1999${String(7_000_000 + n)}`;
    const done = await phone.call({
      headers: {
        From: `"${c('name')}" <sip:${number}@${c('from')}.test>`, Contact: `<sip:${c('contact')}@127.0.0.1:5999>`, Via: `${c('via')}.test:5999`, 'P-Asserted-Identity': `"${c('identity')}" <sip:${number}@${c('identity')}.test>`,
      },
      sdp: { user: c('user'), name: c('session'), address: `127.77.${n >> 8}.${n & 255}` }, talkMs: 600,
    });
    answered += Number(done.answered);
  };
  for (let n = 0; n < CALLS; n += 20) await Promise.all(Array.from({ length: Math.min(20, CALLS - n) }, (_, i) => one(n + i)));
  expect(answered).toBe(CALLS);
  await until('all of them are over for us', async () => !/"state":"(waiting|arriving)"/.test((await centre.havenline('log', 'verify')).output));
  phone.close();

  const words = ['qzx', '1999700', '127.77.'];
  // The search finds what is there.
  expect(await filesWith(['Helpline'], centre.dataDir)).not.toEqual([]);
  expect(await filesWith(words, centre.dataDir)).toEqual([]);
  expect(words.filter((word) => centre.output().includes(word))).toEqual([]);
  expect(places.filter((place) => centre.output().includes(`qzx${place}`))).toEqual([]);
  const { output } = await centre.havenline('log', 'show', '--limit', '1000');
  expect(output).toContain('arrive');
  expect(words.filter((word) => output.includes(word))).toEqual([]);
});

/** The files below a folder that hold one of these texts, in the clear or as UTF-16. */
async function filesWith(words: string[], folder: string): Promise<string[]> {
  const plain = (letter: string): string => letter.replace(/[.+]/g, '\\$&');
  const pattern = words.flatMap((word) => [[...word].map(plain).join(''), [...word].map(plain).join('\\x00')]).join('|');
  const found = await promisify(execFile)('grep', ['-rlaP', pattern, folder]).catch((error: { code: number; stdout: string }) => (error.code === 1 ? { stdout: '' } : { stdout: error.stdout }));
  return found.stdout.split('\n').filter(Boolean);
}

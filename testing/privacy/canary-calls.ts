/** Canary calls: every header by which a call could be known is unique, and after the end none of it is anywhere. `npm run faults -- canary [--calls 1000]`. */
import { rawPhone } from '#testing/sip';
import { startCentre, until } from '../scenarios/centre.ts';
import type { TestCentre } from '../scenarios/centre.ts';
import { filesWith } from './search.ts';

export interface CanaryCalls {
  calls: number;
  answered: number;
  /** Whether the search finds what is there. */
  search_works: boolean;
  /** Files of the data directory (database, WAL, logs, the engine's own, core files), and what was printed or stands in the log, with one of the values in it. */
  files: string[];
  printed: string[];
  logged: string[];
}
const AT_ONCE = 20;
/** Stands nowhere else, in none of the forms that the search knows. */
const STEM = 'qzxkwvjfpmdb';

/** Places them against a centre that is up, and searches. */
export async function canaryCalls(centre: TestCentre, calls: number): Promise<CanaryCalls> {
  const phone = await rawPhone(centre.sipPort);
  const one = async (n: number): Promise<boolean> => {
    // Letters of our own, and a number as callers have them.
    const c = (place: string): string => `${STEM}${place}${n}`;
    const number = `+1999${String(7_000_000 + n)}`;
    return (await phone.call({
      headers: {
        From: `"${c('name')}" <sip:${number}@${c('from')}.test>`, Contact: `<sip:${c('contact')}@127.0.0.1:5999>`, Via: `${c('via')}.test:5999`, 'P-Asserted-Identity': `"${c('identity')}" <sip:${number}@${c('identity')}.test>`,
      },
      sdp: { user: c('user'), name: c('session'), address: `127.77.${n >> 8}.${n & 255}` }, talkMs: 600,
    })).answered;
  };
  let answered = 0;
  for (let n = 0; n < calls; n += AT_ONCE) answered += (await Promise.all(Array.from({ length: Math.min(AT_ONCE, calls - n) }, (_, i) => one(n + i)))).filter(Boolean).length;
  await until('all of them are over for us', async () => !/"state":"(waiting|arriving)"/.test((await centre.havenline('log', 'verify')).output));
  phone.close();
  const words = [STEM, '1999700', '127.77.'];
  const { output } = await centre.havenline('log', 'show', '--limit', '1000');
  return {
    calls, answered, search_works: (await filesWith(['Helpline'], centre.dataDir)).length > 0 && output.includes('arrive'),
    files: await filesWith(words, centre.dataDir), printed: words.filter((word) => centre.output().includes(word)), logged: words.filter((word) => output.includes(word)),
  };
}

/** The command. */
export async function run(calls: number): Promise<CanaryCalls> {
  const centre = await startCentre('canary');
  try {
    return await canaryCalls(centre, calls);
  } finally {
    await centre.stop();
  }
}

/** Runs once before every run of the tests: what several test files use is got and made by one, not by all of them at the same time. */
import { join } from 'node:path';
import { ensureAsterisk } from '#telephony';
import { buildBrowserApps } from '../apps/cli/build.ts';

const CACHE = join(import.meta.dirname, '..', '.havenline-cache', 'asterisk');

export async function setup(): Promise<void> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  // The test runner says "test", and Vite would build for development; what is built here is also what a start serves.
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  await buildBrowserApps(say);
  process.env['NODE_ENV'] = before;
  // Tests without a telephone run all the same; those with one then say what is missing.
  await ensureAsterisk({ dataDir: CACHE, cacheDir: CACHE, log: say }).catch((error: Error) => say(`No telephone engine for the tests: ${error.message}`));
}

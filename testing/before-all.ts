/** Runs once before every run of the tests: what several test files use is made by one, not by all of them at the same time. */
import { buildBrowserApps } from '../apps/cli/build.ts';

export async function setup(): Promise<void> {
  await buildBrowserApps((line) => void process.stdout.write(`${line}\n`));
}

/**
 * `npm run conformance [-- --data DIR]`: runs vectors that others published against our code. They are not part of this repository: DIR, or
 * `../shared/data` beside the checkout, holds them; where neither is there, it says so and ends well. Exit code 1 when a vector fails.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { hsds } from './hsds.ts';
import { merkle } from './merkle.ts';

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const data = resolve(values.data ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data'));
const suites = [{ name: 'transparency-dev/merkle', folder: join(data, 'merkle', 'testdata'), run: merkle }, { name: 'openreferral/specification', folder: join(data, 'hsds'), run: hsds }];
let failed = 0;
for (const { name, folder, run } of suites) {
  if (!existsSync(folder)) {
    process.stdout.write(`${name}: not run, there is no ${folder}. Give the folder that holds the vectors with --data.\n`);
    continue;
  }
  const { counts, wrong } = await run(folder);
  process.stdout.write(`${name}: ${Object.entries(counts).map(([kind, n]) => `${n} ${kind}`).join(', ')}; ${wrong.length} wrong\n`);
  for (const file of wrong) process.stdout.write(`  ${file}\n`);
  failed += wrong.length;
}
process.exit(failed === 0 ? 0 : 1);

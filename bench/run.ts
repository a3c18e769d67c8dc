/** `npm run bench -- NAME [--quick]`: runs one benchmark; its last line of output is one JSON object. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [name, ...rest] = process.argv.slice(2);
const known = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && file !== 'run.ts').map((file) => file.slice(0, -3));
if (name === undefined || !/^[a-z-]+$/.test(name) || !existsSync(join(import.meta.dirname, `${name}.ts`))) {
  process.stderr.write(`Usage: npm run bench -- NAME [--quick]. NAME is one of: ${known.join(', ')}\n`);
  process.exit(2);
}
const { bench } = (await import(`./${name}.ts`)) as { bench: (quick: boolean) => Promise<Record<string, unknown>> };
const result = await bench(rest.includes('--quick'));
process.stdout.write(`${JSON.stringify({ bench: name, ...result })}\n`);

/** `schema dump` and `openapi dump`: what is committed must be what the code amounts to. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { startEmbeddedPostgres } from '#adapters/postgres';
import { dumpSchema, migrate, SCHEMA_FILE } from '#database';
import { ROOT } from './build.ts';

/** Migrates an empty throw-away database and writes (or compares) its schema. */
export async function schemaDump(check: boolean): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'havenline-schema-'));
  chmodSync(dataDir, 0o755);
  try {
    const postgres = await startEmbeddedPostgres({ dataDir, ephemeral: true });
    try {
      await migrate(postgres.ownerUrl);
      return settle(SCHEMA_FILE, await dumpSchema(postgres.ownerUrl), check, 'npm run schema');
    } finally {
      await postgres.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Writes (or compares) the OpenAPI document of the wire contracts. */
export async function openapiDump(check: boolean): Promise<number> {
  const { openapiDocument } = (await import('../server/openapi.ts' as string)) as { openapiDocument: () => Promise<unknown> | unknown };
  const text = `${JSON.stringify(await openapiDocument(), null, 2)}\n`;
  return settle(join(ROOT, 'contracts', 'openapi.json'), text, check, 'npm run openapi');
}

/** Writes the text, or with `check` says whether the file holds it: 0 or 1. */
export function settle(file: string, text: string, check: boolean, command: string): number {
  const name = relative(ROOT, file);
  if (!check) {
    writeFileSync(file, text);
    process.stdout.write(`${name} written.\n`);
    return 0;
  }
  const committed = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (committed === text) {
    process.stdout.write(`${name} is up to date.\n`);
    return 0;
  }
  const [was, is] = [committed.split('\n'), text.split('\n')];
  const line = is.findIndex((one, index) => one !== was[index]);
  process.stderr.write(
    `${name} has drifted. Run "${command}" and commit the file. First difference in line ${line + 1}:\n- ${was[line] ?? ''}\n+ ${is[line] ?? ''}\n`,
  );
  return 1;
}

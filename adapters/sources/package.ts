/** An HSDS data package: a folder of CSV files, one a table, with or without a datapackage.json that says which is which (Frictionless tabular data package). */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HSDS, readRow } from '#core/directory';
import type { Batch, HsdsSource } from '#core/directory';
import { HavenlineError } from '#core/kernel';
import { readCsv } from './csv.ts';

const BATCH = 5000;
const unreadable = (what: string): HavenlineError => new HavenlineError('SourceUnreadable', 422, what, 'Give a folder that holds the CSV files of an HSDS 3 data package.');

/** Which file holds which table. */
function filesOf(folder: string): { table: string; file: string }[] {
  const named = new Map<string, string>();
  const description = join(folder, 'datapackage.json');
  if (existsSync(description)) {
    try {
      for (const r of (JSON.parse(readFileSync(description, 'utf8')) as { resources?: { name?: string; path?: string }[] }).resources ?? []) {
        // A path that leaves the folder is not followed.
        if (r.path && !r.path.includes('..') && !r.path.startsWith('/') && existsSync(join(folder, r.path))) named.set(String(r.name), r.path);
      }
    } catch { /* Files go by their names then, which is what nearly all packages do. */ }
  }
  return [...HSDS.values()].flatMap(({ name, file }) => {
    const found = [named.get(name), named.get(file.replace('.csv', '')), file, `${name}.csv`].find((one) => one !== undefined && existsSync(join(folder, one)));
    return found ? [{ table: name, file: found }] : [];
  });
}

export function openPackage(folder: string): HsdsSource {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw unreadable(`There is no folder ${folder}.`);
  const files = filesOf(folder);
  if (files.length === 0) throw unreadable(`No file of ${folder} has the name of an HSDS table (organizations.csv, services.csv, …).`);
  return {
    kind: 'package', address: folder,
    async fingerprint() {
      const hash = createHash('sha256');
      for (const { file } of files) { hash.update(file); for await (const piece of createReadStream(join(folder, file))) hash.update(piece as Buffer); }
      return hash.digest('hex');
    },
    async *read(cursor) {
      const from = (cursor as { file: number; rows: number } | null) ?? { file: 0, rows: 0 };
      for (let at = from.file; at < files.length; at += 1) {
        const { table, file } = files[at]!;
        let heads: string[] | null = null;
        let rows = 0;
        const empty = (): Batch => ({ rows: [], problems: [], cursor: { file: at, rows } });
        let batch = empty();
        for await (const { line, cells } of readCsv(join(folder, file))) {
          if (!heads) {
            heads = cells.map((c) => c.trim());
            if (at === from.file && from.rows > 0) continue;
            const beside = heads.filter((h) => h !== '' && !HSDS.get(table)!.columns.has(h));
            if (!heads.includes('id')) batch.problems.push({ severity: 'rejected', file, line, code: 'NoIdColumn', message: 'There is no column "id".', action: 'Check that this is the table it is named after and that its first row holds the headings.' });
            if (beside.length > 0) batch.problems.push({ severity: 'note', file, line, code: 'BesideTheStandard', message: `Columns that HSDS 3 does not have: ${beside.join(', ')}.`, action: 'They are kept and come out again in an export.' });
            continue;
          }
          rows += 1;
          if (at === from.file && rows <= from.rows) continue;
          if (cells.length > heads.length) batch.problems.push({ severity: 'rejected', file, line, code: 'TooManyCells', message: `The row has ${cells.length} cells, the headings ${heads.length}.`, action: 'Put quotation marks around cells that hold a comma.' });
          else {
            const read = readRow(table, Object.fromEntries(heads.flatMap((h, i) => (h === '' ? [] : [[h, cells[i] ?? '']]))), { file, line }, true);
            batch.problems.push(...read.problems);
            if (read.row) batch.rows.push({ ...read.row, file, line });
          }
          if (batch.rows.length >= BATCH || batch.problems.length >= BATCH) { yield { ...batch, cursor: { file: at, rows } }; batch = empty(); }
        }
        yield { ...batch, cursor: { file: at + 1, rows: 0 } };
      }
    },
  };
}

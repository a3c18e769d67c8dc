/** A table of a spreadsheet (.xlsx) or a CSV file, as rows of cells. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { readSheet as readXlsx } from 'read-excel-file/node';
import { HavenlineError } from '#core/kernel';
import { parseCsv } from './csv.ts';

/** Reads the first sheet. @throws HavenlineError SheetUnreadable */
export async function readSheet(path: string): Promise<{ table: unknown[][]; digest: string }> {
  const bad = (what: string): HavenlineError => new HavenlineError('SheetUnreadable', 422, what, 'Save the published table as .xlsx or .csv and give that file.');
  if (!existsSync(path)) throw bad(`There is no file ${path}.`);
  return readSheetBytes(readFileSync(path), extname(path).toLowerCase());
}
/** The same from bytes; `kind` is ".xlsx" or ".csv". */
export async function readSheetBytes(bytes: Buffer, kind: string): Promise<{ table: unknown[][]; digest: string }> {
  const bad = (what: string): HavenlineError => new HavenlineError('SheetUnreadable', 422, what, 'Save the published table as .xlsx or .csv and give that file.');
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (kind === '.csv') {
    const table: unknown[][] = [];
    for await (const { cells } of parseCsv([bytes.toString('utf8')])) table.push(cells);
    return { table, digest };
  }
  if (kind !== '.xlsx') throw bad('Only .xlsx and .csv can be read.');
  try {
    return { table: (await readXlsx(bytes)) as unknown as unknown[][], digest };
  } catch {
    throw bad('The spreadsheet is damaged, or not an .xlsx file.');
  }
}

/** One row of a source, checked and typed. What cannot be kept is refused with what to do; what is only odd is kept and noted. */
import { HSDS } from './hsds.ts';
import type { Row } from './hsds.ts';

export interface Place { file: string; line: number | null }
export interface RowProblem extends Place { severity: 'rejected' | 'note'; code: string; message: string; action: string }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isUuid = (text: unknown): text is string => typeof text === 'string' && UUID.test(text);
const shown = (value: unknown): string => `"${String(value).slice(0, 60)}"`;

/**
 * Types the values of a raw row. Empty texts are absent. Columns that the standard does not name are kept under `extra`.
 * Answers no row when it has to be refused. `tabular`: a file of a table, where the columns that JSON says by nesting are needed too.
 */
export function readRow(table: string, raw: Record<string, unknown>, at: Place, tabular: boolean): { row: Row | null; problems: RowProblem[] } {
  const spec = HSDS.get(table)!;
  const problems: RowProblem[] = [];
  const say = (severity: RowProblem['severity'], code: string, message: string, action: string): void => void problems.push({ ...at, severity, code, message, action });
  const data: Record<string, unknown> = {};
  const extra: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(raw)) {
    const value = typeof given === 'string' && given.trim() === '' ? null : given;
    if (value === null || value === undefined) continue;
    const column = spec.columns.get(name);
    if (!column) { extra[name] = value; continue; }
    if (typeof value === 'object') {
      say('rejected', 'WrongKind', `${name} holds a list or an object where the standard has one value.`, `Give ${name} as one value.`);
    } else if (column.type === 'number') {
      const number = typeof value === 'number' ? value : Number(String(value).trim());
      if (Number.isFinite(number)) data[name] = number;
      else say('rejected', 'NotANumber', `${name} is ${shown(value)}, which is not a number.`, `Write ${name} in digits, or leave it empty.`);
    } else if (column.type === 'uuid') {
      if (isUuid(value)) data[name] = value.toLowerCase();
      else say('rejected', 'NotAUuid', `${name} is ${shown(value)}, which is not a UUID.`, 'HSDS 3 identifies by UUIDs: have the source make one for each row and use it wherever the row is meant.');
    } else {
      const text = typeof value === 'string' ? value : String(value);
      if (column.values && !column.values.includes(text)) say('rejected', 'NotInList', `${name} is ${shown(text)}.`, `Use one of: ${column.values.join(', ')}.`);
      else if (text.includes('\0')) say('rejected', 'BrokenText', `${name} holds a zero byte.`, 'Save the file as UTF-8 text.');
      else data[name] = text;
    }
  }
  for (const column of spec.columns.values()) {
    if (data[column.name] !== undefined || column.required === 'no' || (column.required === 'in tables' && !tabular)) continue;
    if (!problems.some((p) => p.severity === 'rejected' && p.message.startsWith(`${column.name} `))) say('rejected', 'Missing', `${column.name} is empty or not there.`, `Fill ${column.name}; the standard requires it of every ${table.replaceAll('_', ' ')}.`);
  }
  if (problems.some((p) => p.severity === 'rejected')) return { row: null, problems };
  for (const name of ['email', 'assurer_email']) {
    if (data[name] !== undefined && spec.columns.has(name) && !/^[^\s@]+@[^\s@]+$/.test(String(data[name]))) say('note', 'OddAddress', `${name} does not look like a mail address.`, 'It is kept as it is; ask the source.');
  }
  if (Object.keys(extra).length > 0) data.extra = extra;
  return { row: { table, data: data as Row['data'] }, problems };
}

/** Comma-separated values (RFC 4180) as they come: a byte order mark, LF or CRLF, quoted commas, line breaks and doubled quotes. Rows carry the line they begin on. */
import { createReadStream } from 'node:fs';

export interface CsvRow { line: number; cells: string[] }

/** Parses pieces of text. A quote that is never closed ends with the text. */
export async function* parseCsv(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<CsvRow> {
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let afterQuote = false;
  let [line, begun] = [1, 1];
  let first = true;
  let returned = false;
  const end = (): CsvRow => { cells.push(cell); const row = { line: begun, cells }; cells = []; cell = ''; afterQuote = false; begun = line; return row; };
  for await (let text of pieces) {
    if (first && text.length > 0) { if (text.codePointAt(0) === 0xfeff) text = text.slice(1); first = false; }
    for (let i = 0; i < text.length; i += 1) {
      const c = text[i]!;
      const wasReturn = returned;
      returned = false;
      if (c === '\n' && wasReturn && !quoted) continue;
      if (c === '\n' || (c === '\r' && !quoted)) line += 1;
      if (quoted) {
        if (c === '"') { quoted = false; afterQuote = true; } else cell += c;
      } else if (c === '"' && afterQuote) { cell += '"'; quoted = true; afterQuote = false; }
      else if (c === '"' && cell === '') quoted = true;
      else if (c === ',') { cells.push(cell); cell = ''; afterQuote = false; }
      else if (c === '\n' || c === '\r') { returned = c === '\r'; const row = end(); if (row.cells.length > 1 || row.cells[0] !== '') yield row; }
      else cell += c;
    }
  }
  if (cell !== '' || cells.length > 0 || afterQuote) yield end();
}

/** The rows of a UTF-8 file. */
export function readCsv(file: string): AsyncGenerator<CsvRow> {
  return parseCsv(createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 }));
}

/** One line of CSV, ended by CRLF as the standard has it. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map((value) => { const text = value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value); return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text; }).join(',')}\r\n`;
}

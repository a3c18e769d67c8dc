/** Where the directory is read from: data packages, JSON files, other HSDS APIs, spreadsheets. */
import { existsSync, statSync } from 'node:fs';
import type { HsdsSource } from '#core/directory';
import { openApi } from './api.ts';
import { openJson } from './json.ts';
import { openPackage } from './package.ts';
export { openApi } from './api.ts';
export { csvLine, parseCsv, readCsv } from './csv.ts';
export { openJson } from './json.ts';
export { openPackage } from './package.ts';
export { readSheet, readSheetBytes } from './sheet.ts';

/** The source at an address: an API by http, else a folder or a JSON file. */
export function openSource(address: string): HsdsSource {
  if (/^https?:\/\//.test(address)) return openApi(address);
  return existsSync(address) && statSync(address).isDirectory() ? openPackage(address) : openJson(address);
}

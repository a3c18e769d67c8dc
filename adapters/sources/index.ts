/** Where the directory is read from: data packages, JSON files, other HSDS APIs, spreadsheets. */
import { existsSync, statSync } from 'node:fs';
import type { HsdsSource } from '#core/directory';
import { openApi } from './api.ts';
import { openJson } from './json.ts';
import { openPackage } from './package.ts';
import { openRemotePackage } from './remote.ts';
export { openApi } from './api.ts';
export { csvLine, parseCsv, readCsv } from './csv.ts';
export { openJson } from './json.ts';
export { openPackage } from './package.ts';
export { openRemotePackage } from './remote.ts';
export { readSheet, readSheetBytes } from './sheet.ts';

/** The source at an address: by http a data package, if it is that of its datapackage.json, else an API; otherwise a folder or a JSON file. */
export function openSource(address: string): HsdsSource {
  if (/^https?:\/\/.*\/datapackage\.json$/.test(address)) return openRemotePackage(address);
  if (/^https?:\/\//.test(address)) return openApi(address);
  return existsSync(address) && statSync(address).isDirectory() ? openPackage(address) : openJson(address);
}

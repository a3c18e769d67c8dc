/** An HSDS data package on the network: the address of its datapackage.json. Its files are fetched into a folder of their own, read there, and deleted. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HsdsSource } from '#core/directory';
import { HavenlineError } from '#core/kernel';
import { openPackage } from './package.ts';

const LARGEST = 512 * 1024 * 1024;
/** What the network says, as far as it has a name for it. */
export const reasonOf = (error: unknown): string => String((error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name);
const bad = (what: string): HavenlineError => new HavenlineError('SourceUnreadable', 502, what, 'Check the address; it is that of the datapackage.json of an HSDS 3 data package.');

/** Stays with https once it began with it, wherever it is sent on to. */
export async function fetchSafely(url: string, timeoutMs: number, accept = '*/*'): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { headers: { accept }, signal: AbortSignal.timeout(timeoutMs), redirect: 'follow' });
  } catch (error) {
    throw bad(`${url} cannot be reached (${reasonOf(error)}).`);
  }
  if (url.startsWith('https:') && !response.url.startsWith('https:')) throw bad(`${url} leads to an address without https.`);
  return response;
}

export function openRemotePackage(address: string, options: { timeoutMs?: number } = {}): HsdsSource {
  const timeoutMs = options.timeoutMs ?? 300_000;
  let folder: string | null = null;
  const drop = (): void => { if (folder) rmSync(folder, { recursive: true, force: true }); folder = null; };
  async function fetched(): Promise<string> {
    if (folder) return folder;
    folder = mkdtempSync(join(tmpdir(), 'havenline-package-'));
    try {
      const description = await fetchSafely(address, timeoutMs, 'application/json');
      if (!description.ok) throw bad(`${address} answered ${description.status}.`);
      const text = await description.text();
      let resources: { path?: unknown }[];
      try { resources = (JSON.parse(text) as { resources?: { path?: unknown }[] }).resources ?? []; } catch { throw bad(`${address} is not JSON.`); }
      writeFileSync(join(folder, 'datapackage.json'), text);
      for (const { path } of resources) {
        // A path that leaves the package is not followed (Frictionless data package: paths are relative, without "..").
        if (typeof path !== 'string' || path.includes('..') || path.startsWith('/') || /^[a-z]+:/i.test(path)) continue;
        const url = new URL(path, address).href;
        const file = await fetchSafely(url, timeoutMs);
        if (!file.ok || !file.body) throw bad(`${url} answered ${file.status}.`);
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        let size = 0;
        const counted = new Transform({ transform(piece: Buffer, _encoding, done) { size += piece.length; done(size > LARGEST ? bad(`${url} is larger than 512 MiB.`) : null, piece); } });
        await pipeline(Readable.fromWeb(file.body as never), counted, createWriteStream(join(folder, path)));
      }
      return folder;
    } catch (error) {
      drop();
      throw error instanceof HavenlineError ? error : bad(`${address} could not be read to its end (${(error as Error).name}).`);
    }
  }
  return {
    kind: 'package', address,
    async fingerprint() { return openPackage(await fetched()).fingerprint(); },
    async *read(cursor) {
      try { yield* openPackage(await fetched()).read(cursor); } finally { drop(); }
    },
  };
}

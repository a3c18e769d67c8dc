/** Looks for words wherever they may have gone: in files, in the memory of a process, in any of the forms that software writes text in. */
import { execFile } from 'node:child_process';
import { openSync, closeSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** A text in UTF-8, UTF-16 of both kinds, hex and base64 (as it stands at each of the three places in a group), each as bytes. */
export function forms(word: string): Buffer[] {
  const utf8 = Buffer.from(word);
  const little = Buffer.from(word, 'utf16le');
  const middle = (bytes: Buffer, shift: number): string => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').replace(/=+$/, '');
    // The first and last characters hang on what stands beside it.
    return text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
  };
  return [utf8, little, Buffer.from(little).swap16(), Buffer.from(utf8.toString('hex')), Buffer.from(utf8.toString('hex').toUpperCase()), Buffer.from(little.toString('hex')),
    ...[0, 1, 2].flatMap((shift) => [middle(utf8, shift), middle(little, shift)].map((text) => Buffer.from(text)))];
}

const pattern = (words: readonly string[]): string => words.flatMap(forms).map((bytes) => [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')).join('|');

const PAGE = 8192;
/**
 * PostgreSQL's journal in `folder` (a pg_wal) as one text: a record goes on over pages and segments, and the head of each page would stand in the middle
 * of a word. A head has 24 bytes, the first of a segment 40 (XLogPageHeaderData, XLogLongPageHeaderData in access/xlog_internal.h).
 */
export function journal(folder: string): Buffer {
  const pages: Buffer[] = [];
  for (const name of readdirSync(folder).filter((one) => /^[0-9A-F]{24}$/.test(one)).sort()) {
    const segment = readFileSync(join(folder, name));
    for (let at = 0; at + PAGE <= segment.length; at += PAGE) pages.push(segment.subarray(at + ((segment.readUInt16LE(at + 2) & 2) === 0 ? 24 : 40), at + PAGE));
  }
  return Buffer.concat(pages);
}
async function journalsWith(words: readonly string[], folders: readonly string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)('find', [...folders, '-type', 'f', '-path', '*/pg_wal/*'], { maxBuffer: 64 * 1024 * 1024 }).catch((error: { stdout: string }) => ({ stdout: error.stdout }));
  return [...new Set(stdout.split('\n').filter((one) => /\/pg_wal\/[0-9A-F]{24}$/.test(one)).map(dirname))].filter((folder) => wordsIn(words, journal(folder)).length > 0);
}

/** The files below folders that hold one of these words in any form, and the journals that do where pages meet; what a database is still writing is read too. */
export async function filesWith(words: readonly string[], ...folders: string[]): Promise<string[]> {
  const found = await promisify(execFile)('grep', ['-rlaP', pattern(words), ...folders], { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, LC_ALL: 'C' } }).catch((error: { code: number; stdout: string }) => {
    if (error.code === 1) return { stdout: '' };
    // 2: a file went away while it was read; what was found still counts.
    return { stdout: error.stdout };
  });
  return [...found.stdout.split('\n').filter(Boolean), ...(await journalsWith(words, folders))];
}

/** Which of these words stand in a text. */
export const wordsIn = (words: readonly string[], text: string | Buffer): string[] => {
  const bytes = Buffer.from(text as string);
  return words.filter((word) => forms(word).some((form) => bytes.includes(form)));
};

/** What a core file of this process would hold: every writable region of its memory. Null where the system does not let us look. */
export function memoryWith(pid: number, words: readonly string[]): string[] | null {
  const all = words.map((word) => [word, forms(word)] as const);
  const found = new Set<string>();
  let memory: number;
  try {
    memory = openSync(`/proc/${pid}/mem`, 'r');
  } catch {
    return null;
  }
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from, to, mode] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(line) ?? [];
      if (from === undefined || !mode!.startsWith('rw') || /\[vvar|\[vsyscall/.test(line)) continue;
      const [start, end] = [BigInt(`0x${from}`), BigInt(`0x${to}`)];
      // Regions that are only reserved are huge and empty; a core file leaves them out.
      const size = Number(end - start);
      if (size > 512 * 1024 * 1024) continue;
      const bytes = Buffer.alloc(size);
      let read = 0;
      try {
        read = readSync(memory, bytes, 0, size, start as unknown as number);
      } catch { /* not there any more */ }
      const part = bytes.subarray(0, read);
      for (const [word, its] of all) if (!found.has(word) && its.some((form) => part.includes(form))) found.add(word);
    }
    return [...found];
  } finally {
    closeSync(memory);
  }
}

/** Starts the small process that captures callbacks while no server is there, or finds the one that an earlier start left. It outlives us, as the engine does. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { newBox, open } from './sealed.ts';

export interface Captured { id: string; number: string; language: string }
export interface Capture { port: number; stop(): void }

const folderOf = (dataDir: string): string => join(dataDir, 'captured');
const privateKeyOf = (dataDir: string): string => join(dataDir, 'keys', 'captured.pem');

/** Starts it, or adopts it. The port stays the same over restarts: the engine's dialplan names it. */
export async function startCapture(dataDir: string): Promise<Capture> {
  const folder = folderOf(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  mkdirSync(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
  const publicFile = join(folder, 'public.pem');
  if (!existsSync(publicFile) || !existsSync(privateKeyOf(dataDir))) {
    const { publicKey, privateKey } = newBox();
    writeFileSync(privateKeyOf(dataDir), privateKey, { mode: 0o600 });
    writeFileSync(publicFile, publicKey, { mode: 0o600 });
  }
  const noteFile = join(folder, 'process.json');
  const note = existsSync(noteFile) ? (JSON.parse(readFileSync(noteFile, 'utf8')) as { port: number; pid: number }) : null;
  const port = note?.port ?? (await freePort());
  const stop = (pid: number) => (): void => { if (isOurs(pid, folder)) process.kill(pid, 'SIGTERM'); };
  if (note && isOurs(note.pid, folder)) return { port, stop: stop(note.pid) };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), String(port), folder, publicFile], { detached: true, stdio: 'ignore', cwd: folder, env: { PATH: '/usr/bin:/bin' } });
  child.unref();
  writeFileSync(noteFile, JSON.stringify({ port, pid: child.pid }), { mode: 0o600 });
  return { port, stop: stop(child.pid!) };
}

/** What was captured and not taken over yet. A file that does not open is put aside, so that it is neither lost nor in the way. */
export function readCaptured(dataDir: string): Captured[] {
  const folder = folderOf(dataDir);
  if (!existsSync(folder) || !existsSync(privateKeyOf(dataDir))) return [];
  const key = readFileSync(privateKeyOf(dataDir), 'utf8');
  return readdirSync(folder).filter((name) => name.endsWith('.sealed')).flatMap((name) => {
    try {
      const { number, language } = JSON.parse(open(key, readFileSync(join(folder, name)))) as { number: string; language: string };
      return [{ id: name.replace('.sealed', ''), number, language }];
    } catch {
      renameSync(join(folder, name), join(folder, name.replace('.sealed', '.unreadable')));
      return [];
    }
  });
}
/** After the request is in the database: the file goes. */
export const dropCaptured = (dataDir: string, id: string): void => rmSync(join(folderOf(dataDir), `${id}.sealed`), { force: true });

function isOurs(pid: number, folder: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(folder);
  } catch {
    return false;
  }
}
const freePort = (): Promise<number> => new Promise((done, fail) => {
  const probe = createServer();
  probe.on('error', fail);
  probe.listen(0, '127.0.0.1', () => {
    const { port } = probe.address() as AddressInfo;
    probe.close(() => done(port));
  });
});

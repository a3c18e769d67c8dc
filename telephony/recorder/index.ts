/** The recorder as the server sees it: started when something is to be recorded, found again after a restart, and started anew when it died. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RecorderPort } from '#core/channel';
import { readSoundFile, secondsOf } from './sound-file.ts';

export interface Recorder extends RecorderPort {
  /** Ends the process, and with it every take. */
  stop(): void;
}
const STARTS_MS = 5_000;
const ANSWERS_MS = 3_000;

/** The recorder of a data directory. Nothing runs before the first take. */
export function createRecorder(dataDir: string): Recorder {
  const folder = join(dataDir, 'recordings');
  const noteFile = join(folder, 'process.json');
  const fileOf = (id: string): string => join(folder, `${id}.take`);
  const running = (): { port: number; pid: number } | null => {
    if (!existsSync(noteFile)) return null;
    const note = JSON.parse(readFileSync(noteFile, 'utf8')) as { port: number; pid: number };
    return isOurs(note.pid, folder) ? note : null;
  };
  async function ready(): Promise<number> {
    const found = running();
    if (found) return found.port;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!existsSync(join(folder, 'secret'))) writeFileSync(join(folder, 'secret'), randomBytes(32).toString('base64url'), { mode: 0o600 });
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), folder], { detached: true, stdio: 'ignore', cwd: folder, env: { PATH: '/usr/bin:/bin' } });
    child.on('error', () => undefined);
    child.unref();
    for (let waited = 0; waited < STARTS_MS; waited += 20) {
      const started = running();
      if (started?.pid === child.pid) return started!.port;
      await pause(20);
    }
    throw new Error('The recorder did not start.');
  }
  async function ask(port: number, method: string, id: string, body?: object): Promise<{ status: number; body: any }> {
    const secret = readFileSync(join(folder, 'secret'), 'utf8').trim();
    const answer = await fetch(`http://127.0.0.1:${port}/takes/${id}`, { method, headers: { authorization: `Bearer ${secret}` }, ...(body ? { body: JSON.stringify(body) } : {}), signal: AbortSignal.timeout(ANSWERS_MS) });
    return { status: answer.status, body: await answer.json() };
  }
  return {
    async begin({ id, publicKey, forSeconds }) {
      const { status, body } = await ask(await ready(), 'POST', id, { publicKey, forMs: forSeconds * 1000 });
      if (status !== 200) throw new Error('The recorder cannot write: is the disk full?');
      return `127.0.0.1:${body.port}`;
    },
    async keep(id) {
      const found = running();
      return found !== null && (await ask(found.port, 'PUT', id).then(({ status }) => status === 200, () => false));
    },
    async end(id) {
      const found = running();
      if (found) await ask(found.port, 'DELETE', id).catch(() => undefined);
    },
    seconds: (id) => (existsSync(fileOf(id)) ? secondsOf(readFileSync(fileOf(id))) : 0),
    read: async (id, open) => (existsSync(fileOf(id)) ? readSoundFile(readFileSync(fileOf(id)), id, open) : null),
    erase: (id) => rmSync(fileOf(id), { force: true }),
    stop() {
      const found = running();
      if (found) process.kill(found.pid, 'SIGTERM');
    },
  };
}

/** A number may have been given to another program since: the command line must name our folder. */
function isOurs(pid: number, folder: string): boolean {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return state.slice(state.lastIndexOf(')') + 2)[0] !== 'Z' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(folder);
  } catch {
    return false;
  }
}

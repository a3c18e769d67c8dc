/** The member choice of app_queue on a real Asterisk: so many members, one of them free, one caller at a time. From the caller's entry into Queue() to the first step of the chosen member's channel. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureAsterisk, startAsterisk } from '#telephony';
import { freePort, freeUdpPort } from '#testing/sip';

/** Answers milliseconds, one a call. */
export async function memberChoice(members: number, calls: number): Promise<number[]> {
  const home = mkdtempSync(join(tmpdir(), 'havenline-bench-'));
  chmodSync(home, 0o755);
  const runtime = await ensureAsterisk({ dataDir: home, cacheDir: join(import.meta.dirname, '../../.havenline-cache/asterisk'), log: () => undefined });
  const asUid = process.getuid?.() === 0 ? { asUid: { uid: 65_534, gid: 65_534 } } : {};
  const engine = await startAsterisk({
    runtime, runDir: join(home, 'engine'), sipPort: await freeUdpPort(), httpPort: await freePort(), ariPassword: 'bench', rtpPorts: [23_000, 23_100], bindAddress: '127.0.0.1', ...asUid,
    more: {
      modules: ['app_queue', 'app_verbose', 'res_ari_device_states'],
      files: {
        'extensions.conf': `[bench]\nexten => go,1,Answer()\n same => n,Set(__BEGAN=\${STRFTIME(,,%s%6q)})\n same => n,Queue(bench,c,,,5)\n same => n,Hangup()\nexten => sink,1,Wait(10)\n[bench-members]\nexten => _m.,1,Log(WARNING,chosen \${BEGAN} \${STRFTIME(,,%s%6q)})\n same => n,Answer()\n same => n,Hangup()\n`,
        'queues.conf': `[general]\npersistentmembers=no\nautofill=yes\n[bench]\nstrategy=rrmemory\nringinuse=no\ntimeout=5\nretry=1\nwrapuptime=0\n${Array.from({ length: members }, (_, n) => `member => Local/m${n}@bench-members/n,0,m${n},Stasis:m${n}\n`).join('')}`,
      },
    },
  });
  const ari = async (method: string, path: string): Promise<void> => {
    const answer = await fetch(`${engine.httpUrl}/ari/${path}`, { method, headers: { authorization: `Basic ${Buffer.from('havenline:bench').toString('base64')}` } });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  };
  const state = (n: number, to: string): Promise<void> => ari('PUT', `deviceStates/Stasis:m${n}?deviceState=${to}`);
  const found = (): number[] => [...readFileSync(join(home, 'engine/log/console.log'), 'utf8').matchAll(/chosen (\d+) (\d+)/g)].map(([, from, to]) => Number(BigInt(to!) - BigInt(from!)) / 1_000);
  try {
    for (let n = 0; n < members; n += 1) await state(n, 'INUSE');
    for (let n = 0; n < calls; n += 1) {
      const free = (n * 977) % members;
      await state(free, 'NOT_INUSE');
      await ari('POST', 'channels?endpoint=Local/go@bench/n&extension=sink&context=bench&priority=1');
      for (let tries = 0; found().length <= n; tries += 1) {
        if (tries > 500) throw new Error('app_queue chose nobody within ten seconds.');
        await pause(20);
      }
      await state(free, 'INUSE');
    }
    return found();
  } finally {
    await engine.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  }
}

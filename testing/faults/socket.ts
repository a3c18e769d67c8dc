/**
 * The socket between server and engine, cut: `npm run faults -- socket [--times 10] [--silent 1]`. Between them stands a wire of ours that carries every byte
 * until it is cut (both ends learn of it at once) or goes silent (nobody learns anything). Under calls; ends with one JSON line.
 */
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Party } from '#testing/sip';
import { until } from '../scenarios/centre.ts';
import { startPair } from './pair.ts';

const [FROM_DESK, FROM_CALLER] = [1200, 600];
export interface SocketResult { cuts: number; silences: number; calls: number; contacts: number; talks_lost: number; without_music: number; waiting_lost: number; new_calls_not_answered: number; worst_new_call_ms: number; left_open: number }

interface Wire { port: number; cut(): number; silence(): void; close(): void }

/** A wire to this port of loopback. */
export async function wireTo(port: number): Promise<Wire> {
  const pairs = new Set<[Socket, Socket]>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('data', (bytes) => other.write(bytes));
      one.on('error', () => undefined);
      one.on('close', () => { other.destroy(); pairs.delete(pair); });
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const each = (act: (one: Socket) => void): number => { const all = [...pairs]; all.flat().forEach(act); return all.length; };
  return {
    port: (server.address() as { port: number }).port,
    cut: () => each((one) => one.resetAndDestroy()),
    // Those that are there carry nothing any more; new ones do.
    silence: () => void each((one) => one.removeAllListeners('data').resume()),
    close: () => { server.close(); each((one) => one.destroy()); },
  };
}

/** Two talk and two wait while the wire is cut `times` times and goes silent `silences` times, with one new caller after each. */
export async function run(times: number, silences: number): Promise<SocketResult> {
  const it = await startPair('socket', 4 + times + silences + 2, FROM_DESK);
  const wire = await wireTo(it.httpPort);
  try {
    await it.serve(`http://127.0.0.1:${wire.port}`);
    await until('the server drives', it.holder, 30);
    const count = async (where: string): Promise<number> => (await it.one<{ n: number }>(`select count(*)::int as n from contact where ${where}`)).n;
    const place = (): Promise<Party> => it.callers.placeCall({ toPort: it.sipPort, line: '200', tone: FROM_CALLER });
    const talking: Party[] = [];
    const waiting: Party[] = [];
    let hired = 0;
    const answered = async (): Promise<Party> => {
      await it.hire(++hired);
      const one = await place();
      await until('they hear a counsellor', () => one.hearsTone(FROM_DESK, 300), 40);
      return one;
    };
    for (let n = 0; n < 2; n++) talking.push(await answered());
    for (let n = 0; n < 2; n++) waiting.push(await place());
    await until('two wait', async () => (await count(`state = 'waiting'`)) === 2);
    let [lost, mute, unanswered, worst] = [0, 0, 0, 0];
    for (let n = 0; n < times + silences; n++) {
      const begun = performance.now();
      if (n < times) wire.cut(); else wire.silence();
      const fresh = await place();
      for (const one of talking) if (!(await one.hearsTone(FROM_DESK, 300))) lost++;
      for (const one of waiting) if (await one.hearsSilence(800)) mute++;
      // Nobody is free: the new one stands in the line, behind the two.
      if (!(await until('the new caller stands in the line', async () => (await count(`state = 'waiting'`)) === 3, 60).catch(() => false))) unanswered++;
      worst = Math.max(worst, performance.now() - begun);
      await fresh.hangup();
      await until('the new caller is over', async () => (await count(`state = 'waiting'`)) === 2, 40);
      process.stderr.write(`${n < times ? 'cut' : 'silence'} ${n + 1}: a new caller stood in the line ${Math.round(performance.now() - begun)} ms later, hung up and known\n`);
      await pause(200);
    }
    for (let n = 0; n < 2; n++) await it.hire(++hired);
    await until('who waited is answered', async () => (await Promise.all(waiting.map((one) => one.hearsTone(FROM_DESK, 300)))).every(Boolean), 40).catch(() => undefined);
    const later = (await Promise.all(waiting.map((one) => one.hearsTone(FROM_DESK, 300)))).filter((one) => !one).length;
    for (const one of [...talking, ...waiting]) await one.hangup();
    const open = `state in ('arriving', 'waiting', 'offered', 'connecting', 'talking')`;
    await until('all are over', async () => (await count(open)) === 0, 30).catch(() => undefined);
    return { cuts: times, silences, calls: 4 + times + silences, contacts: await count('true'), talks_lost: lost, without_music: mute, waiting_lost: later, new_calls_not_answered: unanswered, worst_new_call_ms: Math.round(worst), left_open: await count(open) };
  } finally {
    wire.close();
    await it.stop();
  }
}

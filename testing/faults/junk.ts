/**
 * Junk beside real calls. `npm run faults -- junk [--seconds 60] [--calls 5] [--junk 0]`: a stranger's address sends INVITEs at that rate (0: as fast as the machine can),
 * with the messages of RFC 4475 among them, while real calls come at a rate. Ends with one JSON line.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { rawPhone } from '#testing/sip';
import { startCentre } from '../scenarios/centre.ts';

export interface JunkResult { seconds: number; junkPerSecond: number; calls: number; connected: number; share: number; p99_ms: number }

/** Runs it against a centre that is up. */
export async function junk(sipPort: number, seconds: number, rate: number, flood: number): Promise<JunkResult> {
  const phone = await rawPhone(sipPort);
  const end = performance.now() + seconds * 1_000;
  // The stranger is a process of its own, so that it takes nothing from the callers' but its share of the machine.
  const stranger = spawn(process.execPath, [join(import.meta.dirname, 'flood.ts'), String(sipPort), String(flood)], { stdio: ['pipe', 'pipe', 'inherit'], env: { PATH: process.env['PATH'] ?? '' } });
  let said = '';
  stranger.stdout.on('data', (text: Buffer) => (said += text.toString()));
  const all: Promise<{ answered: boolean; ms: number }>[] = [];
  while (performance.now() < end) {
    all.push(phone.call({ talkMs: 1_000 }));
    await new Promise((next) => setTimeout(next, 1_000 / rate));
  }
  const done = await Promise.all(all);
  stranger.stdin.end();
  await new Promise((next) => stranger.once('close', next));
  const { sent, ms } = JSON.parse(said) as { sent: number; ms: number };
  phone.close();
  const connected = done.filter((one) => one.answered);
  const delays = connected.map((one) => one.ms).sort((a, b) => a - b);
  return {
    seconds, junkPerSecond: Math.round((sent * 1_000) / ms), calls: done.length, connected: connected.length, share: connected.length / done.length, p99_ms: Math.round(delays[Math.floor(delays.length * 0.99)] ?? 0),
  };
}

/** The command. */
export async function run(seconds: number, rate: number, flood: number): Promise<JunkResult> {
  const centre = await startCentre('junk');
  try {
    return await junk(centre.sipPort, seconds, rate, flood);
  } finally {
    await centre.stop();
  }
}

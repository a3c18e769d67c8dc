/**
 * Junk beside real calls. `npm run faults -- junk [--seconds 60] [--calls 5]`: a stranger's address sends INVITEs as fast as the machine can,
 * with the messages of RFC 4475 among them, while real calls come at a rate. Ends with one JSON line.
 */
import { rawPhone } from '#testing/sip';
import { startCentre } from '../scenarios/centre.ts';
import { TORTURE } from './torture.ts';

export interface JunkResult { seconds: number; junkPerSecond: number; calls: number; connected: number; share: number; p99_ms: number }

/** Runs it against a centre that is up. */
export async function junk(sipPort: number, seconds: number, rate: number): Promise<JunkResult> {
  // Another address of loopback: to the engine it is not the trunk.
  const stranger = await rawPhone(sipPort, '127.0.0.66');
  const phone = await rawPhone(sipPort);
  const end = performance.now() + seconds * 1_000;
  let sent = 0;
  let flooding = true;
  const flood = (async () => {
    for (let n = 0; flooding; n++) {
      for (let i = 0; i < 40; i++, sent++) {
        const name = `x${n}-${i}`;
        stranger.send(sent % 50 === 0 ? TORTURE[(sent / 50) % TORTURE.length]! : `INVITE sip:${name}@127.0.0.1:${sipPort} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.66:5060;branch=z9hG4bK${name}\r\nFrom: <sip:${name}@127.0.0.66>;tag=${name}\r\nTo: <sip:1@127.0.0.1>\r\nCall-ID: junk-${name}\r\nCSeq: 1 INVITE\r\nContact: <sip:${name}@127.0.0.66>\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n`);
      }
      await new Promise((next) => setImmediate(next));
    }
  })();
  const all: Promise<{ answered: boolean; ms: number }>[] = [];
  while (performance.now() < end) {
    all.push(phone.call({ talkMs: 1_000 }));
    await new Promise((next) => setTimeout(next, 1_000 / rate));
  }
  const done = await Promise.all(all);
  flooding = false;
  await flood;
  stranger.close();
  phone.close();
  const connected = done.filter((one) => one.answered);
  const delays = connected.map((one) => one.ms).sort((a, b) => a - b);
  return {
    seconds, junkPerSecond: Math.round(sent / seconds), calls: done.length, connected: connected.length, share: connected.length / done.length, p99_ms: Math.round(delays[Math.floor(delays.length * 0.99)] ?? 0),
  };
}

/** The command. */
export async function run(seconds: number, rate: number): Promise<JunkResult> {
  const centre = await startCentre('junk');
  try {
    return await junk(centre.sipPort, seconds, rate);
  } finally {
    await centre.stop();
  }
}

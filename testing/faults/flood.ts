/** A stranger who sends junk at a rate: `node testing/faults/flood.ts PORT RATE` (messages a second; 0: no limit), until its standard input ends. Another address of loopback: to the engine it is not the trunk. */
import { rawPhone } from '#testing/sip';
import { TORTURE } from './torture.ts';

const [port, rate] = process.argv.slice(2).map(Number) as [number, number];
const stranger = await rawPhone(port, '127.0.0.66');
let going = true;
process.stdin.resume();
process.stdin.on('end', () => (going = false));
const begun = performance.now();
let sent = 0;
for (let n = 0; going; n++) {
  for (let i = 0; i < 40; i++, sent++) {
    const name = `x${n}-${i}`;
    stranger.send(sent % 50 === 0 ? TORTURE[(sent / 50) % TORTURE.length]! : `INVITE sip:${name}@127.0.0.1:${port} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.66:5060;branch=z9hG4bK${name}\r\nFrom: <sip:${name}@127.0.0.66>;tag=${name}\r\nTo: <sip:1@127.0.0.1>\r\nCall-ID: junk-${name}\r\nCSeq: 1 INVITE\r\nContact: <sip:${name}@127.0.0.66>\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n`);
  }
  const ahead = rate === 0 ? 0 : (sent * 1_000) / rate - (performance.now() - begun);
  await new Promise<void>((next) => (ahead > 1 ? setTimeout(next, ahead) : setImmediate(next)));
}
process.stdout.write(JSON.stringify({ sent, ms: performance.now() - begun }));
process.exit(0);

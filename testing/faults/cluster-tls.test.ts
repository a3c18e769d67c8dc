/** Kamailio and two engines by TLS and SRTP alone: from the telephone company to the engine, calls out too; what comes in the open is refused. */
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { connect as dial } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAsterisk } from '#adapters/asterisk';
import type { Party } from '#testing/sip';
import { until } from '../scenarios/centre.ts';
import { startCluster } from './cluster.ts';
import type { Cluster } from './cluster.ts';

const FROM_DESK = 1200;
const FROM_CALLER = 600;
const [certFile, keyFile] = ['cert.pem', 'key.pem'].map((name) => join(import.meta.dirname, '..', 'tls', name)) as [string, string];
let it: Cluster;
beforeAll(async () => { it = await startCluster(4, FROM_DESK, { tls: { certFile, keyFile } }); }, 180_000);
afterAll(() => it?.stop());

/** An INVITE of the telephone company, with sound that is not encrypted. */
function inviteInTheOpen(transport: 'UDP' | 'TLS', from: string, id: string): string {
  const body = ['v=0', `o=- 1 1 IN IP4 ${from}`, 's=-', `c=IN IP4 ${from}`, 't=0 0', 'm=audio 40000 RTP/AVP 0', ''].join('\r\n');
  return [`INVITE sip:200@${it.proxy} SIP/2.0`, `Via: SIP/2.0/${transport} ${from}:5999;branch=z9hG4bK${id};rport`, `From: <sip:5550100@${from}>;tag=${id}`, `To: <sip:200@${it.proxy}>`, `Call-ID: ${id}`, 'CSeq: 1 INVITE',
    `Contact: <sip:5550100@${from}:5999>`, 'Max-Forwards: 70', 'Content-Type: application/sdp', `Content-Length: ${body.length}`, '', body].join('\r\n');
}
/** The first answer to it that is not provisional. */
const finalOf = (text: string): string | undefined => /^SIP\/2\.0 ([2-6]\d\d [^\r]*)/m.exec(text)?.[1];
const contacts = async (): Promise<number> => (await it.one<{ n: number }>('select count(*)::int as n from contact')).n;

test('callers by TLS and SRTP talk with counsellors at both engines; one that dies is left out; a call out goes the same way', { timeout: 90_000 }, async () => {
  const [east, west] = it.machines as [Cluster['machines'][number], Cluster['machines'][number]];
  const calls: Party[] = [];
  for (let n = 0; n < 2; n++) await it.hire(n, east);
  for (let n = 0; n < 2; n++) {
    const caller = await it.call({ tone: FROM_CALLER });
    calls.push(caller);
    await until(`caller ${n} hears a counsellor`, () => caller.hearsTone(FROM_DESK, 300));
    await until(`the counsellor hears caller ${n}`, () => it.agents[n]!.calls[0]!.hearsTone(FROM_CALLER, 300));
  }
  expect((await it.one<{ at: string[] }>(`select array_agg(engine order by engine) as at from contact where state = 'talking'`)).at).toEqual(['east', 'west']);

  const answered: Party[] = [];
  it.callers.pickUp('5550123', FROM_CALLER, (party) => answered.push(party));
  const phone = createAsterisk({ url: `http://127.0.0.1:${east.httpPort}`, user: 'havenline', password: 'secret', app: 'out', carrier: `${it.inside}:5061`, carrierTls: true });
  await until('the engine answers', () => phone.status().up);
  expect(await phone.dialOut('5550123', 'call-out', 20)).toBe('answered');
  expect(answered).toHaveLength(1);
  await phone.hangupCaller('call-out');
  await answered[0]!.ended;
  phone.close();

  process.kill(west.enginePid, 'SIGKILL');
  for (let n = 2; n < 4; n++) await it.hire(n, east);
  for (let n = 2; n < 4; n++) {
    const caller = await it.call({ tone: FROM_CALLER });
    calls.push(caller);
    await until(`caller ${n}, after the kill, hears a counsellor`, () => caller.hearsTone(FROM_DESK, 300));
  }
  for (const one of calls) await one.hangup();
  await until('everything is over', async () => (await it.one<{ n: number }>(`select count(*)::int as n from contact where state in ('arriving', 'waiting', 'offered', 'connecting', 'talking')`)).n === 0);
});

test('plain SIP from the company is refused and says why; TLS without its certificate gets nowhere; TLS with sound in the open is refused by the engine; no contact comes of any', { timeout: 60_000 }, async () => {
  const before = await contacts();
  const home = it.proxy.replace(/\d+$/, '1');
  const socket = createSocket('udp4');
  await new Promise<void>((done) => socket.bind(0, home, done));
  const said = new Promise<string>((done) => socket.once('message', (message) => done(message.toString())));
  socket.send(inviteInTheOpen('UDP', home, 'plain'), 5060, it.proxy);
  expect(finalOf(await said)).toBe('403 TLS only');
  socket.close();

  const [cert, key] = [readFileSync(certFile), readFileSync(keyFile)];
  /** What the company hears in answer, until it has a final one or the line is cut. */
  const byTls = (id: string, more: { cert?: Buffer; key?: Buffer }): Promise<string | undefined> => new Promise((done) => {
    let text = '';
    const line = connect({ socket: dial({ host: it.proxy, port: 5061, localAddress: home }), rejectUnauthorized: false, ...more }, () => line.write(inviteInTheOpen('TLS', home, id)));
    line.on('data', (part) => {
      text += part.toString();
      if (finalOf(text) !== undefined) line.destroy();
    });
    line.on('error', () => undefined);
    line.on('close', () => done(finalOf(text)));
  });
  expect(await byTls('nobody', {})).toBeUndefined();
  expect(await byTls('open', { cert, key })).toMatch(/^488 /);
  expect(await contacts()).toBe(before);
  const log = await it.kamailio.said();
  expect(log).not.toMatch(/5550100|5550123|Call-ID|From:|INVITE/i);
});

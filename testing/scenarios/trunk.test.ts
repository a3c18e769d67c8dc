/** The trunk by TLS and SRTP alone, and what strangers learn by knocking. */
import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCentre, until } from './centre.ts';
import type { TestCentre } from './centre.ts';

const [certFile, keyFile] = ['cert.pem', 'key.pem'].map((name) => join(import.meta.dirname, '..', 'tls', name)) as [string, string];
let encrypted: TestCentre;
let plain: TestCentre;
beforeAll(async () => {
  encrypted = await startCentre('trunk', ['--trunk-tls', '--tls-cert', certFile, '--tls-key', keyFile], { tls: { certFile, keyFile } });
  plain = await startCentre('knock');
}, 240_000);
afterAll(async () => {
  await encrypted?.stop();
  await plain?.stop();
});

test('a call by TLS and SRTP is answered and heard; the plain port of such a centre is closed', { timeout: 60_000 }, async () => {
  const caller = await encrypted.callers.placeCall({ toPort: encrypted.sipPort, tls: true });
  await caller.answered;
  await until('the caller hears the welcome', async () => !(await caller.hearsSilence(400)));
  await caller.hangup();
  const unencrypted = await encrypted.callers.placeCall({ toPort: plain.sipPort + 1, tls: true });
  await expect(unencrypted.answered).rejects.toThrow();
  expect(encrypted.output()).toMatch(/Calls\s+sips:/);
});

test('whoever is not the trunk gets the same answer whatever name they try, and no call comes of it', { timeout: 60_000 }, async () => {
  const socket = createSocket('udp4');
  await new Promise<void>((done) => socket.bind(0, '127.0.0.9', done));
  const answers = new Map<string, string>();
  socket.on('message', (message) => {
    const text = message.toString();
    const id = /^Call-ID:\s*(\S+)/im.exec(text)?.[1];
    // What differs from answer to answer by its nature is left out: marks of this message, the challenge, its own name.
    if (id) answers.set(id, text.split('\r\n').filter((line) => !/^(Via|Call-ID|From|To|CSeq|Date):/i.test(line)).join('\n').replace(/nonce="[^"]*"|opaque="[^"]*"/g, ''));
  });
  const names = ['trunk', 'agent-00000000-0000-7000-8000-000000000001', 'web-000000000000', 'nobody', '100', 'admin', 'call-en'];
  const ids = (method: string): string[] => names.map((name) => `${method}-${name}`);
  const port = socket.address().port;
  for (const method of ['REGISTER', 'INVITE', 'OPTIONS']) for (const name of names) {
    socket.send([`${method} sip:${name}@127.0.0.1:${plain.sipPort} SIP/2.0`, `Via: SIP/2.0/UDP 127.0.0.9:${port};branch=z9hG4bK${method}${name};rport`, `From: <sip:${name}@127.0.0.9>;tag=${name}`, `To: <sip:${name}@127.0.0.1>`,
      `Call-ID: ${method}-${name}`, `CSeq: 1 ${method}`, `Contact: <sip:${name}@127.0.0.9:${port}>`, 'Max-Forwards: 70', 'Content-Length: 0', '', ''].join('\r\n'), plain.sipPort, '127.0.0.1');
  }
  await until('every knock was answered', () => ['REGISTER', 'INVITE', 'OPTIONS'].every((method) => ids(method).every((id) => answers.has(id))));
  for (const method of ['REGISTER', 'INVITE', 'OPTIONS']) {
    const said = ids(method).map((id) => answers.get(id)!);
    expect([method, new Set(said).size]).toEqual([method, 1]);
    expect(said[0]).toMatch(/^SIP\/2\.0 40[13]/);
  }
  socket.close();
  expect((await plain.havenline('log', 'show', '--limit', '50')).output).not.toContain('arrive');
});

/** A centre under a name of its own: only with TLS, and then with everything that goes with it. */
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCentre } from './centre.ts';
import type { TestCentre } from './centre.ts';

const [cert, key] = ['cert.pem', 'key.pem'].map((name) => join(import.meta.dirname, '..', 'tls', name)) as [string, string];
let centre: TestCentre;
beforeAll(async () => {
  centre = await startCentre('tls', ['--no-telephony', '--public-name', 'centre.test', '--tls-cert', cert, '--tls-key', key]);
}, 240_000);
afterAll(() => centre?.stop());

const ask = (path: string, method = 'GET', body?: unknown): Promise<IncomingMessage> => new Promise((done, fail) => {
  const { port } = new URL(centre.url);
  const headers = { host: `centre.test:${port}`, origin: `https://centre.test:${port}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  request({ host: '127.0.0.1', port, path, method, headers, servername: 'centre.test', ca: readFileSync(cert) }, (answer) => {
    answer.resume();
    done(answer);
  }).on('error', fail).end(body === undefined ? undefined : JSON.stringify(body));
});

test('links are of the name, the certificate is checked, and cookies and pages stay with TLS', async () => {
  expect(centre.link()).toMatch(/^https:\/\/centre\.test:\d+\/desk\/enrol\//);
  const page = await ask('/');
  expect(page.statusCode).toBe(200);
  expect(page.headers['strict-transport-security']).toMatch(/max-age=\d{7,}/);
  const chat = await ask('/api/public/chat', 'POST', { language: 'en' });
  expect(chat.statusCode).toBe(200);
  expect(chat.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; Secure; SameSite=Strict/i);
});

test('plain HTTP to the same port gets nothing, and a name without TLS is refused at the start', async () => {
  await expect(fetch(`${centre.url.replace('localhost', '127.0.0.1')}/`)).rejects.toThrow();
  const { code, output } = await centre.havenline('start', '--public-name', 'centre.test');
  expect(code).toBe(2);
  expect(output).toMatch(/without TLS .* --tls-cert and --tls-key, or --behind-proxy/s);
});

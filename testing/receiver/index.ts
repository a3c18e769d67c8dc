/** A fake of somebody else's machine: HTTPS with a certificate of its own, keeps what it got, answers what a test says, may be down for a while. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { createPoster } from '#adapters/messaging';

const file = (name: string): Buffer => readFileSync(join(import.meta.dirname, name));
/** Sends as the centre does, and trusts the fake's certificate. */
export const trusting = createPoster({ ca: file('cert.pem'), timeoutMs: 5_000 });

export interface Got { method: string; path: string; headers: Record<string, string | string[] | undefined>; body: string }
export interface FakeReceiver {
  /** Its address; it stays the same while the machine is down. */
  url: string;
  got: Got[];
  /** What it answers from now on; 200 at the beginning. */
  answers(how: (got: Got) => { status: number; body?: string }): void;
  /** Nobody listens any more, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
}

export async function startFakeReceiver(): Promise<FakeReceiver> {
  const got: Got[] = [];
  let how: (one: Got) => { status: number; body?: string } = () => ({ status: 200 });
  const make = () => createServer({ cert: file('cert.pem'), key: file('key.pem') }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => void (body += part));
    request.on('end', () => {
      const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
      got.push(one);
      const answer = how(one);
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body ?? '');
    });
  });
  let server = make();
  const listen = (port: number): Promise<void> => new Promise((done, fail) => void server.once('error', fail).listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = server.address() as { port: number };
  return {
    url: `https://localhost:${port}/`,
    got,
    answers: (next) => void (how = next),
    down: () => new Promise((done) => { server.close(() => done()); server.closeAllConnections(); }),
    async up() {
      server = make();
      await listen(port);
    },
  };
}

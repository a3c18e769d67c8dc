import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeAnswer { status: number; body?: object }
export interface FakeServer {
  url: string;
  /** How many requests came in. */
  readonly requests: number;
  /** Takes the connection and never answers, or answers again. */
  hang(on: boolean): void;
  stop(): Promise<void>;
}

/** An HTTP server that answers JSON. */
export async function serve(answer: (request: IncomingMessage, body: Buffer) => FakeAnswer, contentType: string): Promise<FakeServer> {
  let hangs = false;
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (hangs) return;
      const { status, body } = answer(request, Buffer.concat(parts));
      response.writeHead(status, { 'content-type': contentType }).end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() { return requests; },
    hang: (on) => void (hangs = on),
    stop: () => new Promise((done) => { server.close(() => done()); server.closeAllConnections(); }),
  };
}

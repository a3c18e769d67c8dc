/** A thin ARI client: one WebSocket carries the events and the requests. Reconnects by itself. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';

export type AriMessage = { type: string; [key: string]: any };
export interface AriOptions {
  /** Such as http://127.0.0.1:8088 */
  url: string;
  user: string;
  password: string;
  app: string;
  onMessage: (message: AriMessage) => void;
  onUp: () => void;
  onDown: (reason: string) => void;
  /** Waits for `open`. */
  idle?: boolean;
}

/** Asterisk refused a request; `status` is the HTTP status. */
export class AriError extends Error {
  readonly status: number;
  /** CallGone: what was asked about hung up meanwhile; its own event says so too. */
  readonly code: 'CallGone' | 'EngineRefused';
  constructor(status: number, message: string) {
    super(message);
    this.code = status === 404 && /channel not found/i.test(message) ? 'CallGone' : 'EngineRefused';
    this.name = 'AriError';
    this.status = status;
  }
}

const EVENTS = ['RESTResponse', 'StasisStart', 'StasisEnd', 'ChannelDtmfReceived', 'ChannelDestroyed', 'PlaybackFinished', 'ApplicationReplaced'];
const REQUEST_SECONDS = 10;
/** A socket may be dead without anybody being told: it is asked this often, and given up when nothing came back twice. Once may be our own pause. */
const PULSE_MS = 3_000;

export class Ari {
  up = false;
  reason = 'not connected yet';
  private readonly options: AriOptions;
  private socket: WebSocket | null = null;
  private closed = false;
  private attempts = 0;
  private timer: NodeJS.Timeout | undefined;
  private nextId = 1;
  private corked = false;
  private readonly pending = new Map<string, { done: (body: any) => void; fail: (error: Error) => void; timer: NodeJS.Timeout; what: string }>();

  constructor(options: AriOptions) {
    this.options = options;
    if (options.idle === true) this.closed = true;
    else this.connect();
  }

  /** Sends one request over the socket. Throws AriError when Asterisk refuses or is not there. */
  request(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, query: Record<string, string | number> = {}, body?: unknown): Promise<any> {
    const socket = this.socket;
    if (socket === null || socket.readyState !== WebSocket.OPEN) return Promise.reject(new AriError(503, `Asterisk is not connected: ${this.reason}`));
    const id = String(this.nextId++);
    return new Promise((done, fail) => {
      const timer = setTimeout(() => {
        this.pending.delete(id);
        fail(new AriError(504, `Asterisk did not answer ${method} ${path.split('/')[0]} in ${REQUEST_SECONDS} s`));
      }, REQUEST_SECONDS * 1000);
      this.pending.set(id, { done, fail, timer, what: `${method} ${path.split('/')[0]}` });
      this.cork(socket);
      socket.send(JSON.stringify({
        type: 'RESTRequest', transaction_id: id, request_id: id, method, uri: path,
        query_strings: Object.entries(query).map(([name, value]) => ({ name, value: String(value) })),
        ...(body === undefined ? {} : { content_type: 'application/json', message_body: JSON.stringify(body) }),
      }));
    });
  }

  /** What is asked in one turn of the loop travels in one packet. */
  private cork(socket: WebSocket): void {
    const stream = (socket as unknown as { _socket?: Socket })._socket;
    if (stream === undefined || this.corked) return;
    this.corked = true;
    stream.cork();
    process.nextTick(() => {
      this.corked = false;
      stream.uncork();
    });
  }

  /**
   * Reads a list (all channels, all bridges) by plain HTTP, over a connection of its own. Over the socket the engine puts the whole answer on the
   * stack of its thread (`ast_alloca` in res_http_websocket's `__ast_websocket_write`): the list of some two thousand calls ends the engine.
   */
  async list(path: string): Promise<any> {
    const { url, user, password } = this.options;
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    return new Promise<string>((done, fail) => {
      const asked = send(`${url}/ari/${path}`, { agent: false, auth: `${user}:${password}`, signal: AbortSignal.timeout(REQUEST_SECONDS * 1000) }, (answer) => {
        if (answer.statusCode !== 200) return void fail(new AriError(answer.statusCode ?? 500, `GET ${path}: ${answer.statusCode}`));
        text(answer).then(done, fail);
      });
      asked.on('error', fail);
      asked.end();
    }).then(JSON.parse, (error: unknown) => { throw error instanceof AriError ? error : new AriError(503, `Asterisk is not connected: ${(error as Error).message}`); });
  }

  /** Opens the socket again after `close`, or for the first time with `idle`. */
  open(): void {
    if (!this.closed) return;
    this.closed = false;
    this.attempts = 0;
    this.connect();
  }

  /** One request by plain HTTP: also from a server that does not drive the engine. */
  async ask(method: 'GET' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<void> {
    const { url, user, password } = this.options;
    const answer = await fetch(`${url}/ari/${path}`, {
      method, headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }), signal: AbortSignal.timeout(REQUEST_SECONDS * 1000),
    }).catch((error: unknown) => { throw new AriError(503, `Asterisk is not connected: ${(error as Error).message}`); });
    if (!answer.ok) throw new AriError(answer.status, `${method} ${path.split('/')[0]}: ${answer.status}`);
  }

  /** Lets go of the socket; calls stay as they are. */
  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket?.close();
    this.down('closed');
  }

  private connect(): void {
    const { url, user, password, app } = this.options;
    const address = `${url.replace(/^http/, 'ws')}/ari/events?app=${encodeURIComponent(app)}&subscribeAll=false`;
    const socket = new WebSocket(address, { headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }, handshakeTimeout: 5000 });
    this.socket = socket;
    let problem = 'the connection ended';
    let unanswered = 0;
    let pulse: NodeJS.Timeout | undefined;
    socket.on('error', (error) => (problem = error.message));
    socket.on('pong', () => (unanswered = 0));
    socket.on('message', (data) => {
      unanswered = 0;
      this.receive(JSON.parse(String(data)) as AriMessage);
    });
    socket.on('open', () => {
      pulse = setInterval(() => {
        if (unanswered >= 2) {
          problem = 'nothing was heard from it any more';
          return socket.terminate();
        }
        unanswered += 1;
        socket.ping();
      }, PULSE_MS);
      this.request('PUT', `applications/${app}/eventFilter`, {}, { allowed: EVENTS.map((type) => ({ type })) }).then(
        () => {
          this.attempts = 0;
          this.up = true;
          this.reason = '';
          this.options.onUp();
        },
        (error: Error) => { problem = error.message; socket.close(); },
      );
    });
    socket.on('close', () => {
      clearInterval(pulse);
      if (this.socket !== socket) return;
      this.down(problem);
      if (this.closed) return;
      // 0.1 s, doubling, at most 5 s: an engine boots in under a second.
      this.timer = setTimeout(() => this.connect(), Math.min(5000, 100 * 2 ** this.attempts++));
    });
  }

  private down(reason: string): void {
    const wasUp = this.up;
    this.up = false;
    this.reason = reason;
    for (const [id, waiting] of this.pending) {
      clearTimeout(waiting.timer);
      waiting.fail(new AriError(503, `${waiting.what}: ${reason}`));
      this.pending.delete(id);
    }
    if (wasUp) this.options.onDown(reason);
  }

  private receive(message: AriMessage): void {
    if (message.type !== 'RESTResponse') return this.options.onMessage(message);
    const waiting = this.pending.get(String(message.request_id));
    if (waiting === undefined) return;
    this.pending.delete(String(message.request_id));
    clearTimeout(waiting.timer);
    const status = Number(message.status_code);
    const body = message.message_body ? JSON.parse(message.message_body as string) : null;
    if (status >= 200 && status < 300) waiting.done(body);
    else waiting.fail(new AriError(status, `${waiting.what}: ${status} ${String(message.reason_phrase)} ${String(body?.message ?? '')}`));
  }
}

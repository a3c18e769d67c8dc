/** The edge: operations become routes, and only so. Who may call is checked here; what about a row, the core's policy decides. */
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Value } from 'typebox/value';
import type { TSchema } from 'typebox';
import type { BodyOf, Caller, Operation, ParamsOf, QueryOf, ResultOf } from '#contracts';
import { HavenlineError, inTx, refused } from '#core/kernel';
import type { Actor } from '#core/kernel';
import type { Session } from '#core/staff';
import type { Problems } from './problems.ts';
import type { System } from './wire.ts';

export interface Call<O> {
  params: ParamsOf<O>;
  query: QueryOf<O>;
  body: BodyOf<O>;
  /** Of a signed operation: the bytes of the body as they came, not looked at yet; `body` is then not there. */
  raw: Buffer;
  /** Who calls. Of a public operation: a caller of no contact, the least there is. */
  actor: Actor;
  /** Null for public and chat operations. */
  session: Session | null;
  request: FastifyRequest;
  reply: FastifyReply;
}
export type RouteFn = <O extends Operation>(operation: O, handler: (call: Call<O>) => Promise<ResultOf<O>>) => void;

export const SESSION_COOKIE = 'havenline_session';
export const CHAT_COOKIE = 'havenline_chat';
/** The same secret from a page that keeps nothing in the browser: a call with text beside it. */
export const CHAT_HEADER = 'chat-key';
/** A screen marks what it asks by itself with this header, so that it does not keep an idle session awake. */
export const BACKGROUND_HEADER = 'havenline-background';

const signInNeeded = () => new HavenlineError('SignInNeeded', 401, 'You are not signed in, or were away too long.', 'Sign in again. What you wrote is kept.');
const PUBLIC: Actor = { kind: 'caller', contactId: 'none' };

export interface AppOptions {
  /** Addresses of our own pages: writes from elsewhere are refused. Filled in once the port is known. */
  origins: string[];
  secure: boolean;
  tls?: { certFile: string; keyFile: string };
  /** One proxy of the operator's own stands in front: its word about the caller's address and protocol is believed. */
  behindProxy?: boolean;
  problems: Problems;
}

/** The HTTP server without its routes. Nothing of a request is logged: neither address nor path nor body. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const https = options.tls ? { https: { cert: readFileSync(options.tls.certFile), key: readFileSync(options.tls.keyFile) } } : {};
  const app = fastify({ logger: false, bodyLimit: 256 * 1024, forceCloseConnections: true, routerOptions: { maxParamLength: 200 }, ...(options.behindProxy === true ? { trustProxy: 1 } : {}), ...https } as object) as unknown as FastifyInstance;
  // Bytes of an upload: the operation reads them as they come and limits them.
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
  // A signed operation checks the bytes themselves, before anybody reads them as JSON.
  const json = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    if ((request.routeOptions.config as { signed?: boolean }).signed === true) done(null, bytes);
    else void json(request, bytes.toString(), done);
  });
  await app.register(cookie);
  await app.register(rateLimit, { global: false, hook: 'onRequest', addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false, 'retry-after': true } });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ["'self'", 'data:'], fontSrc: ["'self'"], mediaSrc: ["'self'", 'blob:'],
        // Chromium takes 'self' for websockets too; older browsers have to be told the address.
        connectSrc: ["'self'", (request) => (/^\/desk|\/speak\//.test(request.url ?? '') ? `${options.secure ? 'wss' : 'ws'}://${request.headers.host ?? ''}` : "'self'")],
        manifestSrc: ["'self'"], baseUri: ["'none'"], formAction: ["'self'"], frameAncestors: ["'none'"],
      },
    },
    // "same-origin" and not "no-referrer": with that one a form's Origin would be "null".
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: options.secure ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
  });
  app.setValidatorCompiler(({ schema, httpPart }) => (value: unknown) => {
    const given = httpPart === 'body' ? value : Value.Convert(schema as TSchema, value ?? {});
    if (Value.Check(schema as TSchema, given)) return { value: given };
    const first = [...Value.Errors(schema as TSchema, given)][0];
    return { error: new HavenlineError('Invalid', 422, `This part cannot be used: ${httpPart ?? 'request'}${first?.instancePath ?? ''} ${first?.message ?? ''}`.trim(), 'Mend that part and send it again.') };
  });
  // What the contract does not name does not leave: unknown properties are taken off, and a wrong form is our fault (500).
  app.setSerializerCompiler(({ schema }) => (data: unknown) => {
    const plain: unknown = data === undefined ? {} : JSON.parse(JSON.stringify(data));
    const clean = Value.Clean(schema as TSchema, plain);
    if (!Value.Check(schema as TSchema, clean)) {
      const first = [...Value.Errors(schema as TSchema, clean)][0];
      throw new Error(`An answer does not fit its contract at ${first?.instancePath ?? '?'}: ${first?.message ?? ''}`);
    }
    return JSON.stringify(clean);
  });
  app.setErrorHandler((error: Error & { statusCode?: number; validation?: unknown; code?: string }, _request, reply) => {
    const known = mapError(error);
    const action = known.status === 500 ? `Try again. If it stays, tell the operator this number: ${options.problems.tell('request', error)}` : known.action;
    return reply.code(known.status).header('content-type', 'application/json; charset=utf-8').serializer((x: unknown) => JSON.stringify(x)).send({ code: known.code, message: known.message, action });
  });
  return app;
}

function mapError(error: Error & { statusCode?: number; code?: string }): HavenlineError {
  if (error instanceof HavenlineError) return error;
  // PostgreSQL: disk full, and its kin.
  if (error.code === '53100') return new HavenlineError('DiskFull', 507, 'The disk of the database is full; nothing was saved.', 'Keep this page open, tell the operator to free space, then save again.');
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return new HavenlineError('Invalid', status, 'The request cannot be read.', 'Send JSON in the form that /openapi.json describes.');
  return new HavenlineError('Unexpected', 500, 'Something went wrong on our side; nothing of this was kept.', 'Try again. If it stays, tell the operator the time.');
}

export const notHere = () => new HavenlineError('NotFound', 404, 'This is not here, or not yours to see.', 'Check the address.');

/** True when one of the operation's callers is this session's. */
function mayCall(callers: readonly Caller[], session: Session): boolean {
  const { actor } = session;
  if (actor.kind === 'partner') return callers.includes('partner');
  return callers.includes('staff') || actor.roles.some((role) => callers.includes(role));
}

const tooMany = () => new HavenlineError('TooMany', 429, 'Too many requests at once from here.', 'Wait a minute, then try again. Calling always works.');

/** Requests a minute that one address may make. Only a keyed token of the address is held, in memory, for that minute; the key dies with the process. */
function limitOf(op: Operation, key: Buffer): object {
  if (!op.callers.some((caller) => caller === 'public' || caller === 'chat')) return {};
  return {
    rateLimit: {
      max: op.perMinute ?? 120,
      timeWindow: 60_000,
      keyGenerator: (request: FastifyRequest) => createHmac('sha256', key).update(`${op.name} ${request.ip}`).digest('base64url'),
      errorResponseBuilder: tooMany,
    },
  };
}

/** The body of a signed operation, once its signature was believed. @throws Invalid */
export function readSigned<O extends Operation>(op: O, raw: Buffer): BodyOf<O> {
  let given: unknown;
  try { given = JSON.parse(raw.toString('utf8')); } catch { given = undefined; }
  if (Value.Check(op.body as TSchema, given)) return given as BodyOf<O>;
  throw new HavenlineError('Invalid', 422, 'This message cannot be used.', 'Send JSON in the form that /openapi.json describes.');
}

/** The only way to make a route of the wire. */
export function routes(app: FastifyInstance, system: System, options: AppOptions): { route: RouteFn; registered: Operation[] } {
  const registered: Operation[] = [];
  const limitKey = randomBytes(32);
  const identify = async (op: Operation, request: FastifyRequest): Promise<{ actor: Actor; session: Session | null }> => {
    if (op.callers.includes('chat')) {
      const header = request.headers[CHAT_HEADER];
      const actor = (await system.chatActor?.(typeof header === 'string' ? header : (request.cookies[CHAT_COOKIE] ?? ''))) ?? null;
      if (actor) return { actor, session: null };
    }
    const secret = request.cookies[SESSION_COOKIE];
    const touch = request.headers[BACKGROUND_HEADER] === undefined && !op.path.endsWith('/events');
    const session = op.callers.includes('public') || !secret ? null : await inTx(system.db, (tx) => system.staff.authenticate(tx, secret, { touch }));
    if (session && mayCall(op.callers, session)) return { actor: session.actor, session };
    if (op.callers.includes('public')) return { actor: PUBLIC, session: null };
    if (!session) throw signInNeeded();
    await inTx(system.db, (tx) => system.audit.append(tx, { actor: session.actor, purpose: 'system-operation', action: op.name, subject: { type: 'operation', id: op.name }, outcome: 'refused' }));
    throw refused();
  };
  const checkOrigin = (op: Operation, request: FastifyRequest): void => {
    // No page sends what is signed, and no cookie is looked at for it.
    if (op.signed === true || request.method === 'GET' || request.method === 'HEAD') return;
    if (!options.origins.includes(String(request.headers.origin))) {
      throw new HavenlineError('OriginRefused', 403, 'This request does not come from a page of this centre.', 'Open the desk at the address that the operator gave you, and try again there.');
    }
  };
  const route: RouteFn = (op, handler) => {
    if (op.callers.length === 0) throw new Error(`Nobody may call ${op.name}: an operation without callers does not exist.`);
    registered.push(op);
    app.route({
      method: op.method,
      url: op.path,
      config: { ...limitOf(op, limitKey), ...(op.signed === true ? { signed: true } : {}) },
      ...(op.largest === undefined ? {} : { bodyLimit: op.largest }),
      schema: { ...(op.params ? { params: op.params } : {}), ...(op.query ? { querystring: op.query } : {}), ...(op.body && op.signed !== true ? { body: op.body } : {}), response: { 200: op.result } },
      // Before parsing and validation: a stranger does not learn what a body should look like.
      onRequest: async (request) => {
        checkOrigin(op, request);
        Object.assign(request, { identity: await identify(op, request) });
      },
      handler: async (request, reply) => {
        const { actor, session } = (request as unknown as { identity: { actor: Actor; session: Session | null } }).identity;
        reply.header('cache-control', 'no-store');
        const result = await handler({ params: request.params, query: request.query, ...(op.signed === true ? { raw: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0) } : { body: request.body }), actor, session, request, reply } as never);
        return reply.sent || reply.raw.headersSent ? reply : reply.send(result === undefined ? {} : result);
      },
    });
  };
  return { route, registered };
}

import type { Static, TObject, TSchema } from 'typebox';

/** Who may call an operation at all (the policy decides about the row). There is no default: an operation without it does not exist. */
export type Caller = 'public' | 'chat' | 'partner' | 'staff' | 'counsellor' | 'interpreter' | 'case_worker' | 'supervisor' | 'data_protection_officer' | 'administrator';

/** One wire operation: what the server checks and what the browser apps are typed by. */
export interface Operation<P extends TObject | undefined = any, Q extends TObject | undefined = any, B extends TObject | undefined = any, R extends TSchema = any> {
  readonly name: string;
  readonly summary: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Fastify path, parameters as `:name`. */
  readonly path: string;
  /** Any one of these is enough to reach the policy. */
  readonly callers: readonly Caller[];
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly result: R;
  /** How many requests a minute one address may make of a public operation; then TooMany. Without it 120. */
  readonly perMinute?: number;
  /** The largest body, in bytes; without it 256 KiB. */
  readonly largest?: number;
  /** The body is bytes, handed on as a stream as they come in; the operation limits them itself. */
  readonly stream?: boolean;
  /** Called by a machine that signs the bytes of its body, and by no page: they are handed on as they came (`call.raw`), and the origin is not asked. */
  readonly signed?: boolean;
  /** Named errors this operation answers, beside NotFound, Refused, SignInNeeded and Invalid, which all may. */
  readonly errors: readonly string[];
}

/** Defines an operation; only here so that its types are inferred. */
export function operation<P extends TObject | undefined = undefined, Q extends TObject | undefined = undefined, B extends TObject | undefined = undefined, R extends TSchema = TSchema>(
  o: Operation<P, Q, B, R>,
): Operation<P, Q, B, R> {
  return o;
}

type In<T> = T extends TSchema ? Static<T> : undefined;
export type ParamsOf<O> = O extends Operation<infer P, any, any, any> ? In<P> : never;
export type QueryOf<O> = O extends Operation<any, infer Q, any, any> ? In<Q> : never;
export type BodyOf<O> = O extends Operation<any, any, infer B, any> ? In<B> : never;
export type ResultOf<O> = O extends Operation<any, any, any, infer R> ? Static<R> : never;

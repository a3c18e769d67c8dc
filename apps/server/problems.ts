/**
 * What goes wrong, written down without anything that somebody told us: the kind, the code and the place in our own files.
 * A message is written only when it is one of our own (those hold no values); of a library's error nobody knows what it quotes.
 */
import { randomBytes } from 'node:crypto';
import pino from 'pino';
import type { DestinationStream } from 'pino';
import { HavenlineError } from '#core/kernel';

export interface Problems {
  /** Writes one problem; answers the number by which a person can name it to the operator. */
  tell(area: string, error: unknown): string;
}

/** Engine problems carry their own code and place beside the error. */
interface Told { code?: unknown; at?: unknown; error?: unknown; name?: unknown; status?: unknown; stack?: unknown }

/** `write` gets one line of JSON a problem. Default: standard output. */
export function createProblems(write?: (line: string) => void): Problems {
  const stream: DestinationStream | undefined = write === undefined ? undefined : { write: (text) => write(text.trimEnd()) };
  const options = { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label: string) => ({ level: label }) } };
  const logger = stream === undefined ? pino(options) : pino(options, stream);
  return {
    tell(area, error) {
      const id = randomBytes(4).toString('hex');
      logger.error({ id, area, ...describe(error) });
      return id;
    },
  };
}

function describe(error: unknown): Record<string, unknown> {
  const told = (typeof error === 'object' && error !== null ? error : {}) as Told;
  const inner = told.error === undefined ? {} : { cause: describe(told.error) };
  return {
    ...word('name', told.name),
    ...word('code', told.code),
    ...word('at', told.at),
    ...(typeof told.status === 'number' ? { status: told.status } : {}),
    ...(error instanceof HavenlineError ? { message: error.message } : {}),
    ...(typeof told.stack === 'string' ? { frames: frames(told.stack) } : {}),
    ...inner,
  };
}

/** Only what looks like a word of a closed list: a code, a class, an event. */
const word = (key: string, value: unknown): Record<string, string> => (typeof value === 'string' && /^[A-Za-z0-9_.-]{1,60}$/.test(value) ? { [key]: value } : {});

/** The first places of the stack, in our own files or a package's; never its first line, which repeats the message. */
function frames(stack: string): string[] {
  return [...stack.matchAll(/^\s+at (?:(?:async )?([\w.$<> ]+) \()?(?:file:\/\/)?([^()\s]+:\d+):\d+\)?$/gm)]
    .slice(0, 6)
    .map((match) => `${match[1] ?? ''} ${match[2]!.split('/').slice(-3).join('/')}`.trim());
}

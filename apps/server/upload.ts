/** Takes in an upload: its bytes as they come, a limit on how many, how long, and how many at once. */
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { HavenlineError } from '#core/kernel';

/** What is held in memory of uploads: this many times the limit. */
const AT_ONCE = 6;
const LONGEST_MS = 120_000;
let running = 0;

/** The whole body, at most `limit` bytes. @throws HavenlineError DocumentTooLarge, TooMany, Invalid */
export async function takeUpload(request: FastifyRequest, limit: number): Promise<Buffer> {
  const stream = request.body as Readable | undefined;
  if (typeof stream?.pipe !== 'function') throw new HavenlineError('Invalid', 415, 'The picture has to come as bytes.', 'Send it as application/octet-stream.');
  const tooLarge = () => new HavenlineError('DocumentTooLarge', 413, `A document has at most ${limit / 1024 / 1024} MiB.`, 'Take the photo in a smaller size, or in parts.');
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  if (running >= AT_ONCE) throw new HavenlineError('TooMany', 429, 'Too many documents are coming in at once.', 'Wait a minute, then try again.');
  running++;
  const timer = setTimeout(() => stream.destroy(new HavenlineError('Invalid', 408, 'The document did not come in within two minutes.', 'Try again on a better connection.')), LONGEST_MS);
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of stream as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > limit) throw tooLarge();
      parts.push(part);
    }
    return Buffer.concat(parts);
  } finally {
    clearTimeout(timer);
    running--;
    for (const part of parts) part.fill(0);
  }
}

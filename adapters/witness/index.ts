/** Asks a witness of the log, over HTTP (c2sp.org/tlog-witness). Nothing is kept or retried here: that is the job's work. */

export type AskWitness = (url: string, text: string) => Promise<{ status: number; text: string }>;

/** Longer than any answer of a witness: a few signature lines. */
const LARGEST = 64 * 1024;

/** Submits a checkpoint to the witness at `url` (its submission prefix). @throws when it cannot be reached within ten seconds, or sends too much */
export const askWitness: AskWitness = async (url, text) => {
  const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body: text, redirect: 'error', headers: { 'content-type': 'text/plain; charset=utf-8' }, signal: AbortSignal.timeout(10_000) });
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > LARGEST) throw new Error('A witness sent more than any answer of one has.');
    parts.push(part);
  }
  return { status: response.status, text: Buffer.concat(parts).toString('utf8') };
};

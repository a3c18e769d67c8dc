/** A document to the machine of a partner or of an emergency call centre: https alone, its certificate checked, no redirect followed, nothing kept. */
import { request } from 'node:https';

export interface OutgoingDocument { url: string; body: string; headers: Record<string, string>; method?: 'POST' | 'GET' | 'PATCH' }
/** Answers status and words of the other side, at most 64 KB of them. Throws with a stable `code` (ECONNREFUSED, ETIMEDOUT, CERT_HAS_EXPIRED, …); trying again is the job's work. */
export type Poster = (document: OutgoingDocument) => Promise<{ status: number; body: string }>;

const MOST = 64 * 1024;
const coded = (code: string): Error => Object.assign(new Error(code), { code });

/** `ca`: the certificates that are trusted instead of the machine's (tests); for one more authority of one's own start with NODE_EXTRA_CA_CERTS. */
export function createPoster({ ca, timeoutMs = 10_000 }: { ca?: string | Buffer; timeoutMs?: number } = {}): Poster {
  return ({ url, body, headers, method = 'POST' }) => new Promise((done, fail) => {
    if (!URL.canParse(url) || new URL(url).protocol !== 'https:') return fail(coded('NotHttps'));
    const bytes = Buffer.from(body, 'utf8');
    const sent = request(url, { method, headers: { ...headers, 'user-agent': 'havenline', ...(method === 'GET' ? {} : { 'content-length': bytes.length }) }, ...(ca ? { ca } : {}), agent: false, signal: AbortSignal.timeout(timeoutMs) }, (answer) => {
      const parts: Buffer[] = [];
      let size = 0;
      answer.on('data', (part: Buffer) => {
        size += part.length;
        if (size > MOST) answer.destroy(coded('AnswerTooLong'));
        else parts.push(part);
      });
      answer.on('end', () => done({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }));
      answer.on('error', fail);
    });
    sent.on('error', (error: Error & { code?: string }) => fail(error.name === 'TimeoutError' || error.name === 'AbortError' ? coded('ETIMEDOUT') : error));
    sent.end(method === 'GET' ? undefined : bytes);
  });
}

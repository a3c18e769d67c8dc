/** What the server refused, with its stable code and what to do. */
export class ApiError extends Error {
  code: string; action: string; status: number;
  constructor(status: number, body: { code?: string; message?: string; action?: string }) {
    super(body.message ?? 'The server did not answer.');
    this.status = status; this.code = body.code ?? 'NoAnswer'; this.action = body.action ?? '';
  }
}

/** Browsers let a request of up to 64 KiB outlive its page. */
const OUTLIVES = 20_000;

/** Calls the server; throws ApiError for refusals and for a lost connection (status 0). */
export async function api<T = any>(method: string, path: string, body?: unknown): Promise<T> {
  let answer: Response;
  try {
    const text = body === undefined ? undefined : JSON.stringify(body);
    answer = await fetch(path, {
      method, credentials: 'same-origin',
      ...(text === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: text, keepalive: method === 'PUT' && text.length < OUTLIVES }),
    });
  } catch { throw new ApiError(0, {}); }
  const text = await answer.text();
  let json: unknown = {};
  try { json = text === '' ? {} : JSON.parse(text); } catch { json = {}; }
  if (!answer.ok) throw new ApiError(answer.status, json as object);
  return json as T;
}

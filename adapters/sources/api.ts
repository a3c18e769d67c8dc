/** Another HSDS 3 API, read page by page. One that does not nest in its lists is asked for each row. */
import type { Batch, HsdsSource } from '#core/directory';
import { HavenlineError } from '#core/kernel';
import { take } from './json.ts';
import { reasonOf } from './remote.ts';

type Json = Record<string, unknown>;
const RESOURCES: [path: string, table: string][] = [['taxonomies', 'taxonomy'], ['taxonomy_terms', 'taxonomy_term'], ['organizations', 'organization'], ['services', 'service'], ['service_at_locations', 'service_at_location']];
const PER_PAGE = 100;
const LARGEST = 64 * 1024 * 1024;

export function openApi(base: string, options: { timeoutMs?: number } = {}): HsdsSource {
  const root = base.replace(/\/+$/, '');
  const bad = (what: string, action = 'Check the address; reading goes on where it stopped.'): HavenlineError => new HavenlineError('SourceUnreadable', 502, what, action);
  if (!/^https?:\/\//.test(root)) throw bad('The address of an HSDS API begins with https://.', 'Give the address under which /services answers.');
  async function get(path: string): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(`${root}${path}`, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(options.timeoutMs ?? 60_000), redirect: 'follow' });
    } catch (error) {
      throw bad(`${root}${path} cannot be reached (${reasonOf(error)}).`);
    }
    if (root.startsWith('https:') && !response.url.startsWith('https:')) throw bad(`${root}${path} leads to an address without https.`);
    if (response.status === 404) return null;
    if (!response.ok) throw bad(`${root}${path} answered ${response.status}.`);
    const text = await response.text();
    if (text.length > LARGEST) throw bad(`${root}${path} answered more than 64 MiB.`);
    try { return JSON.parse(text); } catch { throw bad(`${root}${path} did not answer JSON.`); }
  }
  return {
    kind: 'api', address: root,
    // What an API holds has no fingerprint: a reading that stopped goes on by its page.
    fingerprint: async () => null,
    async *read(cursor) {
      const from = (cursor as { resource: number; page: number } | null) ?? { resource: 0, page: 1 };
      if (!cursor) {
        const about = (await get('/')) as Json | null;
        if (about && typeof about.version === 'string' && !about.version.replace(/^hsds[- ]?/i, '').startsWith('3')) throw bad(`${root} speaks HSDS ${about.version}; this reads HSDS 3.`, 'Ask the source for its HSDS 3 address.');
      }
      for (let resource = from.resource; resource < RESOURCES.length; resource += 1) {
        const [path, table] = RESOURCES[resource]!;
        for (let number = resource === from.resource ? from.page : 1; ; number += 1) {
          const page = (await get(`/${path}?page=${number}&per_page=${PER_PAGE}&full=true`)) as Json | null;
          if (page === null) break;
          if (!Array.isArray(page.contents)) throw bad(`${root}/${path} did not answer a page of HSDS 3.`, 'Check that the address is one of an HSDS 3 API.');
          const last = page.last_page === true || (page.contents as unknown[]).length === 0;
          const batch: Batch = { rows: [], problems: [], cursor: last ? { resource: resource + 1, page: 1 } : { resource, page: number + 1 } };
          const nested = path.startsWith('taxonom') || (page.contents as Json[]).some((one) => Object.values(one).some(Array.isArray));
          for (const one of page.contents as Json[]) {
            const whole = nested ? one : ((await get(`/${path}/${encodeURIComponent(String(one.id))}`)) as Json | null);
            // Between the list and the question it may have gone.
            if (whole) take(batch, table, whole, `/${path}`, number);
          }
          yield batch;
          if (last) break;
        }
      }
    },
  };
}

/** A fake HSDS 3 API that speaks the real protocol: pages, full or brief, an interruption in the middle, another version. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '#core/kernel';
import { createCasework } from '#testing/casework';
import { startSystem } from '#testing/harness';
import { openApi } from './index.ts';

const operator: Actor = { kind: 'system', name: 'operator' };
let it: Awaited<ReturnType<typeof createCasework>>;
beforeAll(async () => { it = await createCasework(); });
afterAll(() => it?.close());
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A fake API of `count` organizations, each with a service; `nests`: whether its lists honour `full`. */
async function fakeHsds(count: number, { nests = true, version = '3.0' } = {}) {
  let failAfter = Infinity;
  const asked: string[] = [];
  const organization = (n: number) => ({ id: uuid(n), name: `Example Foxglove ${n}`, description: 'd', services: [{ id: uuid(1000 + n), name: `Foxglove help ${n}`, status: 'active' }] });
  const service = (n: number) => ({ id: uuid(1000 + n), name: `Foxglove help ${n}`, status: 'active', organization: { id: uuid(n), name: `Example Foxglove ${n}`, description: 'd' }, languages: [{ id: uuid(2000 + n), code: 'mam' }] });
  const brief = (o: Record<string, unknown>) => Object.fromEntries(Object.entries(o).filter(([, v]) => !Array.isArray(v)));
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://fake');
    asked.push(request.url!);
    const say = (status: number, body: unknown): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (asked.length > failAfter) return say(503, {});
    const [, resource, id] = url.pathname.split('/');
    if (!resource) return say(200, { version, profile: 'http://fake/profile', openapi_url: 'http://fake/openapi.json' });
    const make = { organizations: organization, services: service }[resource];
    const all = make ? Array.from({ length: count }, (_, n) => make(n)) : [];
    if (id) { const found = all.find((o) => o.id === id); return found ? say(200, found) : say(404, {}); }
    const [page, size] = [Number(url.searchParams.get('page') ?? 1), Number(url.searchParams.get('per_page') ?? 20)];
    const contents = all.slice((page - 1) * size, page * size).map((o) => (nests && url.searchParams.get('full') === 'true' ? o : brief(o)));
    const pages = Math.max(1, Math.ceil(all.length / size));
    say(200, { total_items: all.length, total_pages: pages, page_number: page, size: contents.length, first_page: page === 1, last_page: page >= pages, empty: contents.length === 0, contents });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, failAfter: (n: number) => { failAfter = n; }, close: () => new Promise((done) => server.close(done)) };
}
const counts = (id: string) => it.tx(async (t) => (await it.directory.imports.report(t, operator, id)).counts);

test('another API is read page by page; when it fails in the middle, reading goes on at that page', async () => {
  const fake = await fakeHsds(250);
  fake.failAfter(5);
  await expect(it.directory.imports.read(it.db, operator, 'fake', openApi(fake.url))).rejects.toMatchObject({ code: 'SourceUnreadable' });
  const [stopped] = await it.tx((t) => it.directory.imports.list(t, operator));
  expect(stopped).toMatchObject({ state: 'reading' });
  expect(stopped!.problem).toContain('503');
  fake.failAfter(Infinity);
  fake.asked.length = 0;
  const id = await it.directory.imports.read(it.db, operator, 'fake', openApi(fake.url));
  expect(id).toBe(stopped!.id);
  expect(fake.asked[0]).toBe('/organizations?page=3&per_page=100&full=true');
  expect(await counts(id)).toMatchObject({ read: 750, new: 750, rejected: 0 });
  await fake.close();
});

test('an API that does not nest in its lists is asked for each row', async () => {
  const fake = await fakeHsds(3, { nests: false });
  const id = await it.directory.imports.read(it.db, operator, 'brief', openApi(fake.url));
  expect(await counts(id)).toMatchObject({ read: 9 });
  expect(fake.asked).toContain(`/services/${uuid(1001)}`);
  await fake.close();
});

test('an API of another version, or none at all, is refused with what to do', async () => {
  const fake = await fakeHsds(1, { version: '2.0' });
  await expect(it.directory.imports.read(it.db, operator, 'old', openApi(fake.url))).rejects.toMatchObject({ code: 'SourceUnreadable', action: expect.stringContaining('HSDS 3') as string });
  await fake.close();
  await expect(it.directory.imports.read(it.db, operator, 'away', openApi(fake.url))).rejects.toMatchObject({ code: 'SourceUnreadable' });
});

test('our own public API is such a source: one centre reads the directory of another whole', async () => {
  const other = await startSystem();
  try {
    const id = await it.directory.imports.read(it.db, operator, 'neighbour', openApi(`${other.url}/hsds`));
    const { counts: found } = await it.tx((t) => it.directory.imports.report(t, operator, id));
    // Both were filled from the same seed: what is public there is here already, under the same ids.
    expect(found).toMatchObject({ new: 0, rejected: 0 });
    expect(found.changed).toBeGreaterThan(1000);
  } finally {
    await other.stop();
  }
});

/** Bytes and time of first use of the public page and the desk, in Chromium on a slow-3G profile. The limit is the text itself. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { launchBrowser } from '#testing/browser';
import { gzipSync } from 'node:zlib';

const DIST = join(import.meta.dirname, '..', 'dist');
const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' };
const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** What a page loads at once, compressed: its HTML and every script and style it names, with what those import statically. */
function firstLoad(root: string, html: string): number {
  const seen = new Set<string>();
  const add = (file: string): number => {
    if (seen.has(file) || !existsSync(file)) return 0;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    const named = extname(file) === '.html' ? [...text.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)] : extname(file) === '.js' ? [...text.matchAll(/(?:from|import)\s*["']([^"']+\.js)["']/g)] : [];
    return gzipSync(text).length + named.reduce((sum, match) => sum + add(match[1]!.startsWith('.') ? join(file, '..', match[1]!) : join(root, match[1]!.replace(/^\/(desk|partner)\//, '/'))), 0);
  };
  return add(join(root, html)) / 1024;
}

/** Serves dist/, and measures navigation to the load event. */
export async function bench(quick: boolean): Promise<Record<string, unknown>> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    const app = /^\/(desk|partner)\//.exec(path) ? '' : '/public';
    let file = join(DIST, app, path);
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html');
    if (!existsSync(file)) { response.writeHead(404).end(); return; }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-encoding': 'gzip' }).end(gzipSync(readFileSync(file)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await launchBrowser({ args: ['--no-zygote'] });
  const ready = async (path: string): Promise<number | null> => {
    if (!existsSync(join(DIST, path === '/' ? 'public' : path, 'index.html'))) return null;
    const times: number[] = [];
    for (let round = 0; round < (quick ? 1 : 4); round += 1) {
      const page = await (await browser.newContext()).newPage();
      const network = await page.context().newCDPSession(page);
      // Slow 3G as the browser's own tools define it: 400 ms a round trip, 400 kbit/s each way.
      await network.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
      await page.goto(`${origin}${path}`, { waitUntil: 'load' });
      const time = await page.evaluate(() => (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).loadEventStart);
      if (quick || round > 0) times.push(time);
      await page.context().close();
    }
    return Math.round(median(times));
  };
  try {
    const round = (n: number): number => Math.round(n * 10) / 10;
    const size = (app: string): number | null => (existsSync(join(DIST, app)) && readdirSync(join(DIST, app)).includes('index.html') ? round(firstLoad(join(DIST, app), 'index.html')) : null);
    const result = { peer: null, ratio: null, ratio_of: null, public_kb_gzip: size('public'), desk_kb_gzip: size('desk'), partner_kb_gzip: size('partner'), public_ready_ms: await ready('/'), desk_ready_ms: await ready('/desk/'), partner_ready_ms: await ready('/partner/'), quick };
    for (const [key, value] of Object.entries(result)) process.stdout.write(`${key.padEnd(20)} ${value ?? '-'}\n`);
    return result;
  } finally {
    await browser.close();
    server.close();
  }
}

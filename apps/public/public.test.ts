import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';
import { Conversation, nextWait } from './chat/outbox.ts';
import { shiftCounter } from './quick-exit.ts';
import { CATALOGUES, publicPaths, renderPublic, telephoneAddress } from './render.ts';

let out = '';
beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'public-'));
  await build({ root: import.meta.dirname, configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'error', build: { outDir: out, emptyOutDir: true } });
});
const size = (name: string): number => gzipSync(readFileSync(join(out, name))).length;

describe('the public pages as built', () => {
  test('every page with its style and scripts is under 30 kB compressed, in all', () => {
    const shared = size('public.css') + readdirSync(out).filter((name) => name.endsWith('.js')).reduce((sum, name) => sum + size(name), 0);
    for (const path of publicPaths()) expect(shared + size(`${path.slice(1)}index.html`)).toBeLessThan(30 * 1024);
  });
  test('what a call from the page needs is loaded only when one begins', () => {
    const script = readFileSync(join(out, 'speak.js'), 'utf8');
    expect(script).toMatch(/import\([^)]*call\//);
    expect(script).not.toMatch(/from\s*["'`][^"'`]*call\//);
  });
  test('nothing names another host, and no page carries a product name, a cookie or storage', () => {
    for (const file of readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(html|js|css)$/.test(name) && !name.startsWith('call/'))) {
      const text = readFileSync(join(out, file), 'utf8');
      expect(text).not.toMatch(/https?:\/\/|["'(]\/\/|document\.cookie|localStorage|indexedDB|Havenline/i);
      if (file !== 'chat.js') expect(text).not.toMatch(/sessionStorage/);
    }
  });
});

describe('what the pages say', () => {
  test('every language has every text, none empty, and lists of the same length', () => {
    const shape = (texts: object): unknown => Object.entries(texts).map(([key, value]) => [key, Array.isArray(value) ? value.length : 1]);
    for (const texts of CATALOGUES) {
      expect(shape(texts)).toEqual(shape(CATALOGUES[0]!));
      expect(Object.values(texts).flat().every((text) => text.trim() !== '')).toBe(true);
    }
  });
  test('sentences stay under twelve words', () => {
    for (const texts of CATALOGUES) for (const text of [...texts.never, texts.heading, texts.lead, texts.chatLead, texts.callLead, texts.nothingStays])
      for (const sentence of text.split(/[.?!]/)) expect(sentence.split(/\s+/).filter(Boolean).length).toBeLessThan(12);
  });
  test('the telephone number stands in the page without any script, and markup in it stays text', () => {
    expect(renderPublic('/', { phone: '1-800-555-0142' })).toContain('href="tel:+18005550142"');
    expect(renderPublic('/es/', { phone: '<b>555' })).not.toContain('<b>555');
    expect(renderPublic('/', { phone: null })).not.toContain('way--first');
    expect(telephoneAddress('911')).toBe('tel:911');
  });
  test('each page is titled Information with a blank icon, and an unknown address has no page', () => {
    for (const path of publicPaths().filter((one) => !/leave|weather/.test(one))) expect(renderPublic(path, { phone: null })).toMatch(/<title>Information<\/title><link rel="icon" href="data:,">/);
    expect(renderPublic('/fr/', { phone: null })).toBeNull();
    expect(renderPublic('/es/chat/x/', { phone: null })).toBeNull();
  });
});

describe('quick exit', () => {
  test('three presses of Shift leave; another key, a held key or a pause begins the count anew', () => {
    let now = 0; let left = 0;
    const press = shiftCounter(() => now, () => { left += 1; });
    press('Shift'); press('Shift'); press('a'); press('Shift'); press('Shift'); press('Shift', true);
    expect(left).toBe(0);
    now = 6000; press('Shift'); press('Shift');
    expect(left).toBe(0);
    press('Shift');
    expect(left).toBe(1);
  });
});

describe('the chat', () => {
  test('a message is sent again under the same clientId until acknowledged, in order', async () => {
    const chat = new Conversation();
    chat.write('a', 'one'); chat.write('b', 'two');
    const tried: string[] = [];
    expect(await chat.flush(async (one) => { tried.push(one.clientId); throw new Error('offline'); })).toBe(false);
    expect(chat.waiting.map((one) => one.failed)).toEqual([true, false]);
    expect(await chat.flush(async (one) => { tried.push(one.clientId); return 'kept'; })).toBe(true);
    expect(tried).toEqual(['a', 'a', 'b']);
    expect(chat.waiting).toEqual([]);
  });
  test('a message kept by the server whose answer was lost is shown once and not sent again', () => {
    const chat = new Conversation([{ clientId: 'a', text: 'one', failed: true }]);
    const message = { seq: 1, from: 'caller' as const, text: 'one', at: '', clientId: 'a' };
    expect(chat.receive([message])).toHaveLength(1);
    expect(chat.receive([message])).toHaveLength(0);
    expect(chat.waiting).toEqual([]);
    expect(chat.messages).toHaveLength(1);
    expect(chat.last).toBe(1);
  });
  test('two flushes at once send each message once', async () => {
    const chat = new Conversation();
    chat.write('a', 'one');
    const tried: string[] = [];
    const send = async (one: { clientId: string }): Promise<'kept'> => { tried.push(one.clientId); return 'kept'; };
    await Promise.all([chat.flush(send), chat.flush(send)]);
    expect(tried).toEqual(['a']);
  });
  test('the wait between attempts grows to fifteen seconds', () => {
    expect([0, 1, 2, 9].map(nextWait)).toEqual([1000, 2000, 4000, 15_000]);
  });
});

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildBrowserApps } from './build.ts';

const root = mkdtempSync(join(tmpdir(), 'havenline build '));
afterAll(() => rmSync(root, { recursive: true }));

test('a browser app is built once, and again when a source changed', async () => {
  mkdirSync(join(root, 'apps/desk/parts.d'), { recursive: true });
  writeFileSync(join(root, 'apps/desk/index.html'), '<!doctype html><title>Desk</title><script type="module" src="./main.ts"></script>');
  writeFileSync(join(root, 'apps/desk/main.ts'), "import { word } from './parts.d/word.ts';\ndocument.title = word;\n");
  writeFileSync(join(root, 'apps/desk/parts.d/word.ts'), "export const word: string = 'one';\n");
  expect(await buildBrowserApps(() => {}, root)).toEqual(['desk']);
  expect(existsSync(join(root, 'dist/desk/index.html'))).toBe(true);
  expect(await buildBrowserApps(() => {}, root)).toEqual([]);
  writeFileSync(join(root, 'apps/desk/parts.d/word.ts'), "export const word: string = 'two';\n");
  expect(await buildBrowserApps(() => {}, root)).toEqual(['desk']);
});

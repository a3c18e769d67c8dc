/** Who touches a protected field without a grant does not compile. Each line marked below has to be an error, and no other may be. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
// Inside the repository, so that names like #core/vault are found; under a name that git, vitest and tsc's own project leave alone.
const DIR = join(ROOT, '.havenline-types');
const LINES: readonly [string, boolean][] = [
  ["import type { Access, Grant } from '#core/access';", false],
  ["import type { Tx } from '#core/kernel';", false],
  ["import type { Place, Vault } from '#core/vault';", false],
  ["import type { ContactDeps } from '#core/contact';", false],
  ["import type { CaseDeps } from '#core/case';", false],
  ['declare const vault: Vault, access: Access, tx: Tx, place: Place, grant: Grant, contact: ContactDeps, cases: CaseDeps;', false],
  ['const contents = { id: "g", actor: { kind: "system", name: "x" }, purpose: "p", action: "person.reveal", subject: { type: "Person", id: "n" }, fields: ["name"], expiresAt: new Date(0) } as const;', false],
  ['void vault.reveal(tx, grant, place, Buffer.alloc(0));', false],
  ['void vault.reveal(tx, place, Buffer.alloc(0));', true],
  ['void vault.reveal(tx, null, place, Buffer.alloc(0));', true],
  ['void vault.reveal(tx, contents, place, Buffer.alloc(0));', true],
  ['void vault.protect(tx, {}, place, "x");', true],
  ['void vault.protectLong(tx, contents, place);', true],
  ['void vault.revealLong(tx, contents, place, Buffer.alloc(0));', true],
  ['void vault.openSealed(tx, contents, "a");', true],
  ['void contact.vault.reveal(tx, contents, { ...place, keyOf: { kind: "contact", id: "c" } }, Buffer.alloc(0));', true],
  ['void cases.vault.protect(tx, contents, { ...place, keyOf: { kind: "person", id: "c" } }, "x");', true],
  ['const forged: Grant = contents;', true],
  ['void access.authorize(tx, { actor: contents.actor, purpose: "p", action: "a", subject: contents.subject }).then((g) => vault.reveal(tx, g, place, Buffer.alloc(0)));', false],
];

test('a protected field cannot be touched without a grant: it is a type error', { timeout: 120_000 }, () => {
  mkdirSync(DIR, { recursive: true });
  try {
    writeFileSync(join(DIR, 'touches.ts'), `${LINES.map(([line]) => line).join('\n')}\nexport { forged };\n`);
    writeFileSync(join(DIR, 'tsconfig.json'), JSON.stringify({ extends: '../tsconfig.json', compilerOptions: { noEmit: true }, include: ['touches.ts'] }));
    const { stdout } = spawnSync(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', DIR, '--pretty', 'false'], { encoding: 'utf8', cwd: ROOT });
    const wrong = new Set([...stdout.matchAll(/touches\.ts\((\d+),/g)].map((m) => Number(m[1])));
    expect(LINES.map(([line], i) => [line, wrong.has(i + 1)])).toEqual(LINES.map(([line, error]) => [line, error]));
  } finally {
    rmSync(DIR, { recursive: true, force: true });
  }
});

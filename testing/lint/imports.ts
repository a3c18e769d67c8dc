/**
 * The import rules of docs/architecture.md, checked over every source file. Prints one line a breach and exits 1 when there is one.
 * Only text is read; nothing is run.
 */
import { readFileSync, globSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const CORE_ORDER = ['kernel', 'audit', 'access', 'vault', 'jobs', 'staff', 'oversight', 'reach', 'channel', 'routing', 'contact', 'case', 'directory', 'disclosure', 'referral', 'relay', 'retention', 'workforce', 'statistics'];
const root = join(import.meta.dirname, '..', '..');

/** The repository path an import specifier leads to, or null for a package. */
function target(file: string, spec: string): string | null {
  if (spec.startsWith('.')) return normalize(join(dirname(file), spec));
  if (!spec.startsWith('#')) return null;
  const [area, feature] = spec.slice(1).split('/');
  return feature ? `${area}/${feature}/index.ts` : `${area}/index.ts`;
}

/** Breaches of the import rules by one file. Exported for its own test. */
export function breaches(file: string, text: string): string[] {
  const out: string[] = [];
  const isTest = /\.test\.tsx?$|(^|\/)testing\//.test(file);
  const parts = file.split('/');
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  for (const m of code.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
    const to = target(file, m[1]!);
    if (!to || isTest) continue;
    const dest = to.split('/');
    const say = (why: string) => out.push(`${file}: imports ${to}: ${why}`);
    if (dest[0] === 'testing' && parts[0] !== 'bench' && !file.endsWith('demo.ts') && !file.startsWith('apps/cli/demo')) say('only tests and benchmarks use testing/');
    if (parts[0] === 'core') {
      if (['adapters', 'apps', 'telephony', 'contracts'].includes(dest[0]!)) say('core imports only core');
      if (dest[0] === 'core' && dest[1] !== parts[1]) {
        if (CORE_ORDER.indexOf(dest[1]!) > CORE_ORDER.indexOf(parts[1]!)) say('core imports only upwards');
        if (dest[2] !== 'index.ts') say("another feature is entered by its index.ts");
      }
    }
    if (parts[0] === 'adapters') {
      if (dest[0] === 'apps') say('nothing imports apps');
      if (dest[0] === 'adapters' && dest[1] !== parts[1]) say('adapters never import each other');
    }
    if (['contracts', 'telephony', 'database', 'policies'].includes(parts[0]!) && dest[0] === 'apps') say('nothing imports apps');
    if (parts[0] === 'apps' && ['desk', 'public', 'partner', 'ui'].includes(parts[1]!) && !['contracts'].includes(dest[0]!) && !(dest[0] === 'apps' && (dest[1] === parts[1] || dest[1] === 'ui')))
      say('browser apps import contracts and their own user interface');
  }
  if (!isTest && parts[0] === 'core') {
    if (/\bDate\.now\(|new Date\(\)|Math\.random\(|\brandomBytes\(|\brandomUUID\(|\brandomInt\(/.test(code)) out.push(`${file}: system time or randomness outside adapters`);
    if (!/repository|\/live\.ts$/.test(file) && /\bsql`|\.selectFrom\(|\.insertInto\(|\.updateTable\(|\.deleteFrom\(/.test(code)) out.push(`${file}: SQL outside a repository file`);
  }
  // A grant is asked for, never made up: not by its own file from elsewhere, not by a cast, not by a port that takes anything.
  if (!isTest && !file.startsWith('core/access/')) {
    if (/access\/grant(\.ts)?'/.test(code)) out.push(`${file}: grants come from core/access's face alone`);
    if (/\bas\s+(unknown\s+as\s+)?Grant\b|<Grant>|\bmintGrant\b|\bnew\s+Grant\(/.test(code)) out.push(`${file}: a grant is asked for, never cast or made`);
    if (/\bgrants?\??\s*:\s*(any|unknown|object|never)\b/.test(code)) out.push(`${file}: a grant has the type Grant of core/access`);
    if (/\bauthorize\b[^;{}]*\)\s*(:|=>)\s*Promise<any>/.test(code)) out.push(`${file}: authorize answers a Grant`);
  }
  if (!isTest && /process\.env\b/.test(code) && !/^apps\/[^/]+\/(config|vite\.config)\.ts$|^(bench|testing)\//.test(file)) out.push(`${file}: process.env outside an app's config`);
  return out;
}

if (process.argv[1] === import.meta.filename) {
  const files = ['core', 'adapters', 'apps', 'contracts', 'telephony', 'database', 'policies', 'testing', 'bench'].flatMap((d) => globSync(`${d}/**/*.{ts,tsx}`, { cwd: root }));
  const all = files.flatMap((f) => breaches(f, readFileSync(join(root, f), 'utf8')));
  for (const line of all) console.log(line);
  console.log(`${files.length} files read, ${all.length} breaches of the import rules`);
  process.exit(all.length ? 1 : 0);
}

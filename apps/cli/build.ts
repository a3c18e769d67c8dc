/** Builds the browser apps when their sources changed since the last build. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const BROWSER_APPS = ['desk', 'public', 'partner'] as const;

/** Builds what is missing or stale into dist/<app>; answers the names of what was built. */
export async function buildBrowserApps(log: (line: string) => void, root: string = ROOT): Promise<string[]> {
  const built: string[] = [];
  mkdirSync(join(root, 'dist'), { recursive: true });
  for (const app of BROWSER_APPS) {
    const source = join(root, 'apps', app);
    if (!existsSync(join(source, 'index.html')) && viteConfig(source) === null) continue;
    const output = join(root, 'dist', app);
    const stampFile = join(root, 'dist', `${app}.stamp`);
    const stamp = contentHash(root, [`apps/${app}`, 'apps/ui', 'contracts', 'package-lock.json']);
    if (existsSync(output) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) continue;
    log(`Building apps/${app} ...`);
    rmSync(stampFile, { force: true });
    const { build } = await import('vite');
    const configFile = viteConfig(source);
    await build({
      root: source,
      configFile: configFile ?? false,
      logLevel: 'warn',
      build: { outDir: output, emptyOutDir: true },
      ...(configFile === null ? { base: app === 'public' ? '/' : `/${app}/` } : {}),
    });
    writeFileSync(stampFile, stamp);
    built.push(app);
  }
  return built;
}

function viteConfig(source: string): string | null {
  const file = join(source, 'vite.config.ts');
  return existsSync(file) ? file : null;
}

/** A hash over the names and contents of all files below the given paths. */
export function contentHash(root: string, paths: string[]): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (statSync(full).isFile()) {
      hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
      return;
    }
    const entries = readdirSync(full, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const child = `${path}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== 'node_modules') add(child);
      else if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name)) hash.update(`${child}\0`).update(readFileSync(join(root, child))).update('\0');
    }
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}

if (process.argv[1] === import.meta.filename) {
  const built = await buildBrowserApps((line) => process.stdout.write(`${line}\n`));
  process.stdout.write(built.length === 0 ? 'Nothing changed since the last build.\n' : `Built ${built.join(', ')}.\n`);
}

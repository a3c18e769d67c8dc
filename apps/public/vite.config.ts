/** Bundles four small scripts and writes every page as static HTML. No framework reaches the reader. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { DEFAULT_PHONE, publicPaths, renderPublic } from './render.ts';

const here = import.meta.dirname;

export default defineConfig({
  root: here,
  base: '/',
  build: {
    outDir: join(here, '..', '..', 'dist', 'public'),
    emptyOutDir: true,
    target: 'es2018',
    modulePreload: false,
    rolldownOptions: {
      input: { exit: join(here, 'exit.ts'), 'call-back': join(here, 'call-back.ts'), chat: join(here, 'chat.ts'), speak: join(here, 'speak.ts') },
      output: { entryFileNames: '[name].js', // What only a call needs is in files of its own, fetched when one begins.
        chunkFileNames: (chunk) => (chunk.isDynamicEntry ? 'call/[name].js' : '[name].js') },
    },
  },
  plugins: [{
    name: 'public-pages',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'public.css', source: readFileSync(join(here, 'styles', 'public.css'), 'utf8') });
      for (const path of publicPaths()) {
        const html = renderPublic(path, { phone: DEFAULT_PHONE });
        if (html !== null) this.emitFile({ type: 'asset', fileName: `${path.slice(1)}index.html`, source: html });
      }
    },
  }],
});

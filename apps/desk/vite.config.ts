import { compileMessage } from '@lingui/message-utils/compileMessage';
import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/desk/',
  plugins: [
    // Texts are compiled at build time, so that the browser needs no message parser.
    { name: 'catalogues', enforce: 'pre', transform: (code, id) => (/locales\/\w+\.json$/.test(id)
      ? { code: JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(code) as Record<string, string>).map(([k, v]) => [k, compileMessage(v)]))), map: null } : null) },
    react(),
  ],
  build: { outDir: join(import.meta.dirname, '..', '..', 'dist', 'desk'), emptyOutDir: true, assetsInlineLimit: 0 },
});

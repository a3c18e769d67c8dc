import { join } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({ root: import.meta.dirname, base: '/partner/', build: { outDir: join(import.meta.dirname, '..', '..', 'dist', 'partner'), emptyOutDir: true } });

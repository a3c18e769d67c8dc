/** Builds the public pages into dist/public. */
import { join } from 'node:path';
import { build } from 'vite';

await build({ root: import.meta.dirname, configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'warn' });

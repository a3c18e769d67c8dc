import { expect, test } from 'vitest';
import { breaches } from './imports.ts';

test('core may import only what stands above it, and only its face', () => {
  expect(breaches('core/audit/audit.ts', "import { x } from '#core/contact';")).toHaveLength(1);
  expect(breaches('core/contact/contact.ts', "import { x } from '#core/audit';")).toEqual([]);
  expect(breaches('core/contact/contact.ts', "import { x } from '../audit/repository.ts';")).toHaveLength(1);
});

test('core never reads the time, the environment or an adapter', () => {
  expect(breaches('core/jobs/jobs.ts', 'const t = Date.now();')).toHaveLength(1);
  expect(breaches('core/jobs/jobs.ts', 'const t = process.env.X;')).toHaveLength(1);
  expect(breaches('core/jobs/jobs.ts', "import { x } from '#adapters/postgres';")).toHaveLength(1);
});

test('SQL stands only in a repository file', () => {
  expect(breaches('core/case/commands.ts', "tx.selectFrom('x')")).toHaveLength(1);
  expect(breaches('core/case/repository.ts', "tx.selectFrom('x')")).toEqual([]);
});

test('a browser app imports contracts and its own user interface only', () => {
  expect(breaches('apps/desk/main.tsx', "import { x } from '#core/audit';")).toHaveLength(1);
  expect(breaches('apps/desk/main.tsx', "import type { x } from '#contracts';")).toEqual([]);
});

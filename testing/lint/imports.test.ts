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

test('a grant is neither forged nor let through as anything', () => {
  for (const forged of [
    "import { mintGrant } from '../access/grant.ts';", 'const grant = { id } as Grant;', 'const grant = {} as unknown as Grant;', 'const g = <Grant>x;', 'new Grant(key, contents)',
    'protect(tx: Tx, grant: any, place: Place): Promise<Buffer>;', 'access: { authorize(tx: Tx, question: Question): Promise<any> };',
  ]) expect([forged, breaches('core/contact/ports.ts', forged).length]).toEqual([forged, forged.includes('grant.ts') ? 3 : 1]);
  expect(breaches('core/contact/ports.ts', "import type { Grant } from '../access/index.ts';\nprotect(tx: Tx, grant: Grant, place: Place): Promise<Buffer>;")).toEqual([]);
});

test('a browser app imports contracts and its own user interface only', () => {
  expect(breaches('apps/desk/main.tsx', "import { x } from '#core/audit';")).toHaveLength(1);
  expect(breaches('apps/desk/main.tsx', "import type { x } from '#contracts';")).toEqual([]);
});

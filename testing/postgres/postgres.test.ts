import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { createTestDatabase } from './index.ts';

const database = await createTestDatabase();
afterAll(() => database.drop());

test('a test database is migrated, and the app role owns nothing in it', async () => {
  const app = new pg.Client({ connectionString: database.appUrl });
  await app.connect();
  const { rows } = await app.query(`select (select count(*)::int from pg_class where relowner = 'havenline_app'::regrole) as owned,
    (select rolbypassrls or rolsuper from pg_roles where rolname = 'havenline_app') as mighty,
    to_regclass('public.schema_migration') is not null as migrated`);
  await app.end();
  expect(rows[0]).toEqual({ owned: 0, mighty: false, migrated: true });
});

test('two test databases can be made at once', async () => {
  const both = await Promise.all([createTestDatabase(), createTestDatabase({ empty: true })]);
  expect(both[0].name).not.toBe(both[1].name);
  await Promise.all(both.map((one) => one.drop()));
});

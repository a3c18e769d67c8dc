import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '#testing/postgres';
import { dumpSchema, migrate } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'havenline migrations '));
const database = await createTestDatabase({ empty: true });
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});
beforeEach(() => writeFileSync(join(folder, '0001_first.sql'), 'create table first (id integer primary key);'));

test('migrations are applied once, in order, also when two servers start together', async () => {
  const applied = await Promise.all([migrate(database.ownerUrl, folder), migrate(database.ownerUrl, folder)]);
  expect(applied.flat()).toEqual(['0001_first.sql']);
  expect(await migrate(database.ownerUrl, folder)).toEqual([]);
});

test('an applied file that was changed is refused by name', async () => {
  await migrate(database.ownerUrl, folder);
  writeFileSync(join(folder, '0001_first.sql'), 'create table other (id integer);');
  await expect(migrate(database.ownerUrl, folder)).rejects.toThrow(/0001_first.sql was changed after it had been applied/);
});

test('a migration that fails leaves nothing of itself and names the line', async () => {
  await migrate(database.ownerUrl, folder);
  writeFileSync(join(folder, '0002_broken.sql'), 'create table half (id integer);\nselect * from nowhere;');
  await expect(migrate(database.ownerUrl, folder)).rejects.toThrow(/0002_broken.sql failed \(line 2\).*Nothing of it was kept/);
  rmSync(join(folder, '0002_broken.sql'));
  expect(await dumpSchema(database.ownerUrl)).not.toContain('half');
});

test('the dump holds tables, constraints, indexes, policies and grants, and is the same twice', async () => {
  writeFileSync(
    join(folder, '0003_full.sql'),
    `create table thing (id uuid primary key, state text not null default 'new' check (state in ('new', 'done')), first_id integer references first (id));
     create index thing_state on thing (state) where state = 'new';
     alter table thing enable row level security;
     create policy own on thing for select to havenline_app using (state = 'new');
     create function half(n integer) returns integer language sql immutable as 'select n / 2';
     grant select, insert on thing to havenline_app;`,
  );
  await migrate(database.ownerUrl, folder);
  const dump = await dumpSchema(database.ownerUrl);
  for (const part of [
    'create table public.thing (',
    `state text not null default 'new'::text`,
    'enable row level security',
    'foreign key (first_id) references public.first(id)',
    'create index thing_state',
    'create policy own on public.thing as permissive for select to havenline_app',
    'public.half(n integer)',
    'grant insert, select on table public.thing to havenline_app',
  ]) {
    expect(dump.toLowerCase()).toContain(part.toLowerCase());
  }
  expect(await dumpSchema(database.ownerUrl)).toBe(dump);
});

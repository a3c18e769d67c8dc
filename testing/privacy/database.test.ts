/** What somebody with the app's own password can do: every table and privilege against a committed list, and a bare select finds nothing that was told. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSystem } from '#testing/harness';
import type { TestSystem } from '#testing/harness';
import { seed } from './matrix.ts';
import type { Story } from './matrix.ts';

const FILE = join(import.meta.dirname, 'privileges.json');
/** Rows are forced, and a query that says nothing about itself finds none; or the role may not read the table, or not that column, at all. */
const PROTECTED = ['confidential_address', 'contact_draft', 'chat_message', 'person', 'referral_payload', 'referral_message', 'document', 'document_chunk', 'sealed_place', 'case_file', 'case_contact', 'case_assignment', 'case_event', 'task', 'legal_demand_word', 'referral', 'disclosure_request', 'subject_request'];
/** Bytes that are no ciphertext of something told. */
const PLAIN_BYTES = ['block_key.key', 'caller_block.token', 'calendar_link.secret_hash', 'key_check.value', 'callback.number', 'chat_session.secret_hash', 'contact_code.code_hash', 'log_checkpoint.chain', 'log_checkpoint.root', 'log_checkpoint.seal', 'log_detail.salt', 'log_published.salt', 'recording.header', 'log_tile.hashes', 'staff_credential.public_key', 'staff_link.secret_hash', 'staff_session.secret_hash', 'web_call_account.secret_hash'];
let it: TestSystem;
let app: pg.Client;
let stories: Story[];
beforeAll(async () => {
  it = await startSystem();
  ({ stories } = await seed(it));
  app = new pg.Client({ connectionString: it.appUrl });
  await app.connect();
}, 120_000);
afterAll(async () => {
  await app?.end();
  await it?.stop();
});

test("the app's role owns nothing, is a member of nothing, and bypasses nothing", async () => {
  const { rows } = await app.query(`select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls as mighty,
    (select count(*)::int from pg_class where relowner = r.oid) + (select count(*)::int from pg_proc where proowner = r.oid) + (select count(*)::int from pg_namespace where nspowner = r.oid) as owned,
    (select count(*)::int from pg_auth_members where member = r.oid) as member_of, has_schema_privilege(r.oid, 'public', 'create') as may_create from pg_roles r where rolname = current_user`);
  expect(rows).toEqual([{ mighty: false, owned: 0, member_of: 0, may_create: false }]);
});

test('every table with its privileges and its row security is as committed', async () => {
  const { rows } = await app.query<{ name: string; privileges: string[]; columns: string[] | null; rows: string }>(`select case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname as name,
      (select coalesce(array_agg(p order by p), '{}') from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) p where has_table_privilege(current_user, c.oid, p)) as privileges,
      (select array_agg(p || ' ' || a.attname order by p, a.attnum) from pg_attribute a, unnest(array['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) p
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and has_column_privilege(current_user, c.oid, a.attnum, p) and not has_table_privilege(current_user, c.oid, p)) as columns,
      case when c.relforcerowsecurity then 'forced' when c.relrowsecurity then 'enabled' else 'none' end as rows
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'hsds') and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1`);
  const { rows: functions } = await app.query<{ name: string }>(`select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public' and p.prosecdef and has_function_privilege(current_user, p.oid, 'execute') order by 1`);
  const found = {
    about: "What the app's role may do with each table, and the functions it may call that run as the owner. Made anew by: HAVENLINE_WRITE=1 npm test -- testing/privacy/database. Read the difference before you commit it.",
    tables: Object.fromEntries(rows.map((r) => [r.name, `${r.privileges.join(' ').toLowerCase()}${r.columns ? `; ${r.columns.join(', ').toLowerCase()}` : ''}${r.rows === 'none' ? '' : `; rows ${r.rows}`}`])),
    functions: functions.map((f) => f.name),
  };
  if (process.env['HAVENLINE_WRITE'] === '1') writeFileSync(FILE, `${JSON.stringify(found, null, 2)}\n`);
  expect(found).toEqual(JSON.parse(readFileSync(FILE, 'utf8')));
  for (const [name, what] of Object.entries(found.tables)) expect([name, /truncate|references|trigger|maintain/.test(what)]).toEqual([name, false]);
});

test('bytes that may be what somebody told stand only where row security is forced', async () => {
  const { rows } = await app.query<{ name: string }>(`select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.atttypid = 'bytea'::regtype and not c.relforcerowsecurity order by 1`);
  expect(rows.map((r) => r.name).filter((name) => !PLAIN_BYTES.includes(name))).toEqual([]);
});

test.each(PROTECTED)('a bare select from %s with the password of the app finds no row, though there are some', async (table) => {
  const owner = new pg.Client({ connectionString: it.ownerUrl });
  await owner.connect();
  // The tables' own numbers, past the rows' policies: that there is something to hide.
  await owner.query('analyze');
  await owner.end();
  const rows = await app.query(`select * from ${table}`).then((r) => r.rows, (error: { code: string }) => error.code);
  expect(rows === '42501' || (Array.isArray(rows) && rows.length === 0)).toBe(true);
  const { rows: [there] } = await app.query('select reltuples::int as n from pg_class where oid = $1::regclass', [table]);
  if (!/^document|^confidential|^legal_demand|^subject_request|^disclosure_request/.test(table)) expect(there.n).toBeGreaterThan(0);
});

test('the numbers of callbacks cannot be selected, nor found by their function without saying for whom', async () => {
  await expect(app.query('select * from callback')).rejects.toMatchObject({ code: '42501' });
  await expect(app.query('select number from callback')).rejects.toMatchObject({ code: '42501' });
  const { rows } = await app.query('select callback_number(contact_id) as number from callback');
  expect(rows.map((r) => r.number)).toEqual([null, null]);
});

test('the case of a contact is not found by who only knows the contact, nor a referral or disclosure by who only knows that there are some', async () => {
  const { rows: contacts } = await app.query<{ id: string }>('select id from contact');
  expect(contacts.length).toBeGreaterThan(0);
  for (const { id } of contacts) expect((await app.query('select * from find_case($1, $2)', ['contact', id])).rows).toEqual([]);
  // Figures come without whose, whom and where.
  const { fields } = await app.query(`select * from referral_facts('-infinity', 'infinity')`);
  expect(fields.map((f) => f.name)).toEqual(['urgency', 'due_at', 'answered_at', 'first_answer', 'outcome_code']);
});

test('a transaction that says which case it is about sees that case and no other', async () => {
  await app.query('begin');
  await app.query('select * from find_case($1, $2)', ['number', stories[0]!.ids['caseNumber']]);
  for (const table of ['case_file', 'person', 'task', 'case_event']) {
    const { rows } = await app.query(`select * from ${table}`);
    expect([table, rows.length > 0, JSON.stringify(rows).includes(stories[1]!.ids['personId']!) || JSON.stringify(rows).includes(stories[1]!.canaries.task)]).toEqual([table, true, false]);
  }
  await app.query('commit');
  expect((await app.query('select * from person')).rows).toEqual([]);
});

test('nothing that was told stands in the clear in any table that the app may read', async () => {
  const { rows: tables } = await app.query<{ name: string }>(`select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r' and has_table_privilege(current_user, c.oid, 'select')`);
  for (const { name } of tables) {
    const text = (await app.query<{ x: string }>(`select string_agg(t::text, ' ') as x from ${name} t`)).rows[0]!.x ?? '';
    for (const story of stories) for (const [kind, value] of Object.entries(story.canaries)) expect([name, kind, text.includes(value) || text.includes(Buffer.from(value).toString('hex'))]).toEqual([name, kind, false]);
  }
});

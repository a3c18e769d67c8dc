/**
 * The rules as a list's SQL and as a single check, held against each other on real PostgreSQL: random rows in the tables of cases, tasks and
 * referrals, random requests, and for each pair of both the same answer. 5,000 pairs here; `HAVENLINE_PAIRS=100000 npm test -- testing/policy`
 * tries as many as one likes. The seed is printed: the same seed makes the same rows and requests.
 */
import fc from 'fast-check';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKysely } from '#adapters/postgres';
import { loadPolicy } from '#core/access';
import type { Columns, Subject } from '#core/access';
import { inTx, PARTNER_ROLES, ROLES } from '#core/kernel';
import type { Actor } from '#core/kernel';
import { createTestDatabase } from '#testing/postgres';
import { conditionOf, NOTHING } from '../../core/access/filter-repository.ts';
import { CASE_COLUMNS, TASK_COLUMNS } from '../../core/case/repository.ts';
import { agencyOf, GONE, STATES } from '../../core/referral/referral.ts';
import { COLUMNS as REFERRAL_COLUMNS } from '../../core/referral/repository.ts';

const PAIRS = Number(process.env['HAVENLINE_PAIRS'] ?? 5_000);
const ROWS = 60;
const SEED = 20_260_302;
const policy = loadPolicy('policies');
const uuid = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const STAFF = [1, 2, 3, 4].map(uuid);
const ORGANIZATIONS = [11, 12, 13, 14].map(uuid);

interface Kind { type: string; actions: string[]; from: string; id: string; columns: Columns; rows: Map<string, Subject['attrs']> }
const kinds: Kind[] = [
  { type: 'Case', actions: ['case.read', 'case.write', 'case.assign', 'referral.create'], from: 'case_file c', id: 'c.id', columns: CASE_COLUMNS, rows: new Map() },
  { type: 'Task', actions: ['task.read', 'task.write'], from: 'task t', id: 't.id', columns: TASK_COLUMNS, rows: new Map() },
  { type: 'Referral', actions: ['referral.read', 'referral.answer', 'referral.record', 'referral.revoke'], id: 'r.id', columns: REFERRAL_COLUMNS, rows: new Map(),
    from: 'referral r join hsds.service_at_location sal on sal.id = r.service_at_location_id join hsds.service s on s.id = sal.service_id join hsds.organization o on o.id = r.organization_id' },
];
const database = await createTestDatabase();
const db = createKysely(database.adminUrl, 4);
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

beforeAll(async () => {
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  const put = (text: string, values: unknown[]) => client.query(text, values);
  await put(`insert into enforcement_list (id, published_on, file, digest, imported_at, imported_by, agreements, rejected) values ($1, '2024-01-01', 'synthetic', '', now(), 'test', 2, '[]')`, [uuid(1)]);
  for (const [i, id] of ORGANIZATIONS.entries()) {
    await put(`insert into hsds.organization (id, name, description) values ($1, 'Example', 'Synthetic')`, [id]);
    if (i % 2 === 1) {
      await put(`insert into enforcement_agreement (id, list_id, line, agency, state) values ($1, $2, $3, 'Example', '')`, [id, uuid(1), i]);
      await put(`insert into enforcement_match (agreement_id, organization_id, how, state, score) values ($1, $1, 'name', 'matched', 1)`, [id]);
    }
    await put(`insert into hsds.service (id, organization_id, name, description, residential) values ($1, $1, 'Example', 'Synthetic', $2)`, [id, i > 1]);
    await put(`insert into hsds.location (id, organization_id, name) values ($1, $1, 'Example')`, [id]);
    await put('insert into hsds.service_at_location (id, service_id, location_id) values ($1, $1, $1)', [id]);
  }
  const row = fc.record({ assigned: fc.subarray(STAFF), ofRole: fc.option(fc.constantFrom(...ROLES)), hasCase: fc.boolean(), organization: fc.nat(3), state: fc.constantFrom(...STATES) });
  for (const [i, r] of fc.sample(row, { numRuns: ROWS, seed: SEED }).entries()) {
    const [caseId, taskId, referralId] = [uuid(1000 + i), uuid(2000 + i), uuid(3000 + i)];
    await put('insert into case_file (id, number, opened_by, opened_at) values ($1::uuid, $1::text, $1::uuid, now())', [caseId]);
    for (const staffId of r.assigned) await put('insert into case_assignment (case_id, staff_id, assigned_at) values ($1, $2, now())', [caseId, staffId]);
    kinds[0]!.rows.set(caseId, { assigned: r.assigned });
    await put(`insert into task (id, case_id, kind, title, due_at, for_role, created_at) values ($1, $2, 'step', 'Synthetic', now(), $3, now())`, [taskId, r.hasCase ? caseId : null, r.ofRole]);
    kinds[1]!.rows.set(taskId, r.ofRole === null ? { assigned: r.hasCase ? r.assigned : [] } : { role: r.ofRole });
    const organization = ORGANIZATIONS[r.organization]!;
    await put(`insert into referral (id, number, case_id, service_at_location_id, organization_id, created_by, state, urgency, need, fields, consent, created_at, due_at)
      values ($1::uuid, $1::text, $2, $3, $3, $2, $4, 'today', 'Synthetic', '[]', '{}', now(), now())`, [referralId, caseId, organization, r.state]);
    kinds[2]!.rows.set(referralId, { assigned: r.assigned, organization, open: !GONE.includes(r.state), participates: r.organization % 2 === 1, agency: agencyOf(r.organization > 1) });
  }
  await client.end();
}, 60_000);

const actor: fc.Arbitrary<Actor> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('staff' as const), id: fc.constantFrom(...STAFF), roles: fc.subarray([...ROLES], { minLength: 1 }), deskName: fc.constant('') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('partner' as const), id: fc.constantFrom(...STAFF), organizationId: fc.constantFrom(...ORGANIZATIONS), roles: fc.subarray([...PARTNER_ROLES]) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('caller' as const), contactId: fc.constantFrom(...STAFF) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('system' as const), name: fc.constantFrom('dialer', 'setup', 'routing') }) },
);
const purpose = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('care-continuity', 'service-referral', 'quality-supervision') }, { weight: 1, arbitrary: fc.constantFrom(...policy.purposes.map((p) => p.name)) });
const request = fc.constantFrom(...kinds.flatMap((kind, n) => kind.actions.map((action) => ({ n, action })))).chain((one) => fc.record({ kind: fc.constant(one.n), action: fc.constant(one.action), actor, purpose }));

test('a row is in a list exactly when it opens by itself', { timeout: 600_000 }, async () => {
  let [pairs, permitted] = [0, 0];
  await fc.assert(
    fc.asyncProperty(request, async ({ kind, action, actor: who, purpose: forWhat }) => {
      const { type, rows, columns, from, id } = kinds[kind]!;
      const rest = policy.residual({ actor: who, purpose: forWhat, action }, type);
      const condition = rest === null ? NOTHING : conditionOf(rest, type, columns);
      const listed = (await inTx(db, (tx) => sql<{ id: string }>`select ${sql.raw(id)} as id from ${sql.raw(from)} where ${condition}`.execute(tx))).rows.map((r) => r.id).toSorted();
      const single = [...rows].flatMap(([rowId, attrs]) => (policy.decide({ actor: who, purpose: forWhat, action, subject: { type, id: rowId, attrs: attrs ?? {} } }) ? [rowId] : [])).toSorted();
      pairs += rows.size;
      permitted += single.length;
      expect(listed).toEqual(single);
    }),
    { numRuns: Math.ceil(PAIRS / ROWS), seed: SEED },
  );
  console.log(`${pairs} pairs of a request and a row (seed ${SEED}), ${permitted} permitted, 0 disagreements`);
  expect(permitted).toBeGreaterThan(0);
});

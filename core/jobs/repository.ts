import type { Kysely, Selectable } from 'kysely';
import { statement } from '../kernel/index.ts';
import type { Tx } from '../kernel/index.ts';

interface JobTable { id: string; name: string; payload: unknown; run_at: Date; attempts: number; created_at: Date }
interface FailureTable { job_id: string; name: string; attempts: number; error_code: string; first_failed_at: Date; last_failed_at: Date }
interface Tables { job: JobTable; job_failure: FailureTable }
const on = (tx: Tx): Kysely<Tables> => tx as unknown as Kysely<Tables>;

export type JobRow = Selectable<JobTable>;
export type FailureRow = Selectable<FailureTable>;

const insertAll = statement(`insert into job (id, name, payload, run_at, attempts, created_at)
  select id, name, payload, run_at, 0, created_at from unnest($1::uuid[], $2::text[], $3::jsonb[], $4::timestamptz[], $5::timestamptz[]) as j (id, name, payload, run_at, created_at)`);
const wakeWorkers = statement(`select pg_notify('havenline_jobs', '')`);
/** Puts jobs down. Workers are woken at the commit by those that are due; timers are found by looking. */
export async function insertJobs(tx: Tx, rows: readonly Omit<JobRow, 'attempts'>[]): Promise<void> {
  await insertAll.later(tx, rows.map((r) => r.id), rows.map((r) => r.name), rows.map((r) => JSON.stringify(r.payload)), rows.map((r) => r.run_at), rows.map((r) => r.created_at));
  if (rows.some((r) => r.run_at <= r.created_at)) await wakeWorkers.later(tx);
}

/** Locks one due job that nobody else works at; the lock ends with the transaction, also when the process dies. */
export async function claimJob(tx: Tx, names: string[], now: Date): Promise<JobRow | undefined> {
  return on(tx).selectFrom('job').selectAll().where('name', 'in', names).where('run_at', '<=', now)
    .orderBy('run_at').orderBy('id').limit(1).forUpdate().skipLocked().executeTakeFirst();
}

export async function deleteJob(tx: Tx, id: string): Promise<void> {
  await on(tx).deleteFrom('job').where('id', '=', id).execute();
  await on(tx).deleteFrom('job_failure').where('job_id', '=', id).execute();
}

export async function postponeJob(tx: Tx, id: string, attempts: number, runAt: Date): Promise<void> {
  await on(tx).updateTable('job').set({ attempts, run_at: runAt }).where('id', '=', id).execute();
}

export async function upsertFailure(tx: Tx, row: FailureRow): Promise<void> {
  await on(tx).insertInto('job_failure').values(row)
    .onConflict((c) => c.column('job_id').doUpdateSet({ attempts: row.attempts, error_code: row.error_code, last_failed_at: row.last_failed_at })).execute();
}

export async function selectFailures(tx: Tx): Promise<FailureRow[]> {
  return on(tx).selectFrom('job_failure').selectAll().orderBy('first_failed_at').execute();
}

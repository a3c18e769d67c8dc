import { sql } from 'kysely';
import type { Tx } from '../kernel/index.ts';

export const RUN_KINDS = ['forecast', 'backtest', 'staffing', 'rota', 'what_if'] as const;
export type RunKind = (typeof RUN_KINDS)[number];
export type RunState = 'waiting' | 'running' | 'done' | 'stopped' | 'failed';
export interface Problem { code: string; message: string; action: string }
export interface RunRow { id: string; kind: RunKind; askedBy: string | null; askedAt: Date; question: any; state: RunState; progress: number; attempts: number; beatAt: Date | null; stopAsked: boolean; answer: any; problem: Problem | null; endedAt: Date | null }
const SHORT = sql.raw('id, kind, asked_by as "askedBy", asked_at as "askedAt", question, state, progress, attempts, beat_at as "beatAt", stop_asked as "stopAsked", problem, ended_at as "endedAt"');

export const insertRun = (tx: Tx, run: { id: string; kind: RunKind; askedBy: string | null; askedAt: Date; question: unknown }) =>
  sql`insert into workforce_run (id, kind, asked_by, asked_at, question, state) values (${run.id}, ${run.kind}, ${run.askedBy}, ${run.askedAt}, ${JSON.stringify(run.question)}::jsonb, 'waiting')`.execute(tx);
export async function runById(tx: Tx, id: string, lock = false): Promise<RunRow | undefined> {
  return (await sql<RunRow>`select ${SHORT}, answer from workforce_run where id::text = ${id} ${lock ? sql`for update` : sql``}`.execute(tx)).rows[0];
}
/** Without their answers, the newest first. */
export async function runs(tx: Tx, kind: RunKind | null, limit: number): Promise<Omit<RunRow, 'answer'>[]> {
  return (await sql<Omit<RunRow, 'answer'>>`select ${SHORT} from workforce_run where ${kind}::text is null or kind = ${kind} order by asked_at desc, id desc limit ${limit}`.execute(tx)).rows;
}
export async function newestDone(tx: Tx, kind: RunKind): Promise<RunRow | undefined> {
  return (await sql<RunRow>`select ${SHORT}, answer from workforce_run where kind = ${kind} and state = 'done' order by ended_at desc limit 1`.execute(tx)).rows[0];
}
export const saveRun = (tx: Tx, run: Pick<RunRow, 'id' | 'state' | 'progress' | 'attempts' | 'beatAt' | 'stopAsked' | 'problem' | 'endedAt'>) =>
  sql`update workforce_run set state = ${run.state}, progress = ${run.progress}, attempts = ${run.attempts}, beat_at = ${run.beatAt}, stop_asked = ${run.stopAsked},
    problem = ${run.problem === null ? null : JSON.stringify(run.problem)}::jsonb, ended_at = ${run.endedAt} where id = ${run.id}`.execute(tx);
export const saveAnswer = (tx: Tx, id: string, answer: unknown) => sql`update workforce_run set answer = ${JSON.stringify(answer)}::jsonb where id = ${id}`.execute(tx);
/** How far it is; answers whether somebody asked to stop it. */
export async function beat(tx: Tx, id: string, progress: number, at: Date): Promise<boolean> {
  const { rows } = await sql<{ stop: boolean }>`update workforce_run set progress = greatest(progress, ${progress}::real), beat_at = ${at} where id = ${id} and state = 'running' returning stop_asked as stop`.execute(tx);
  return rows[0]?.stop ?? true;
}
/** Older ones of the kind go; a rota that is kept keeps its run. */
export const forgetRuns = (tx: Tx, kind: RunKind, keep: number) =>
  sql`delete from workforce_run where id in (select id from workforce_run where kind = ${kind} and state in ('done', 'stopped', 'failed') order by asked_at desc offset ${keep})`.execute(tx);

/** The timer that makes a forecast each quarter hour; locked, once for all servers. */
export async function lockClock(tx: Tx): Promise<{ jobId: string | null }> {
  return (await sql<{ jobId: string | null }>`select job_id as "jobId" from workforce_clock for update`.execute(tx)).rows[0]!;
}
export const saveClock = (tx: Tx, jobId: string) => sql`update workforce_clock set job_id = ${jobId}`.execute(tx);

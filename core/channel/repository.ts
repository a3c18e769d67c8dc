import { sql } from 'kysely';
import type { Tx } from '../kernel/index.ts';
import type { Flow } from './flow.ts';

export interface FlowRow { version: number; state: 'draft' | 'live' | 'replaced'; flow: Flow; changed_by: string; changed_at: Date; live_at: Date | null }
export const flows = async (tx: Tx): Promise<(FlowRow & { desk_name: string | null })[]> =>
  (await sql<FlowRow & { desk_name: string | null }>`select f.*, a.desk_name from call_flow f left join staff_account a on a.id = f.changed_by order by f.version desc limit 50`.execute(tx)).rows;
export const flowIn = async (tx: Tx, state: 'draft' | 'live'): Promise<FlowRow | undefined> => (await sql<FlowRow>`select * from call_flow where state = ${state}`.execute(tx)).rows[0];
export const flowVersion = async (tx: Tx, version: number): Promise<FlowRow | undefined> => (await sql<FlowRow>`select * from call_flow where version = ${version}`.execute(tx)).rows[0];
/** One change of the flow at a time. */
export const lockFlows = (tx: Tx) => sql`select pg_advisory_xact_lock(30, 2)`.execute(tx);
export const insertFlow = (tx: Tx, f: Omit<FlowRow, 'version' | 'live_at'>) =>
  sql`insert into call_flow (version, state, flow, changed_by, changed_at) select coalesce(max(version), 0) + 1, ${f.state}, ${JSON.stringify(f.flow)}::jsonb, ${f.changed_by}, ${f.changed_at} from call_flow`.execute(tx);
export const saveFlow = (tx: Tx, f: FlowRow) =>
  sql`update call_flow set state = ${f.state}, flow = ${JSON.stringify(f.flow)}::jsonb, changed_by = ${f.changed_by}, changed_at = ${f.changed_at}, live_at = ${f.live_at} where version = ${f.version}`.execute(tx);

/** Takes or renews the lease, and says where the other engines reach this one and whether it is up; answers who holds it now. */
export const takeLease = async (tx: Tx, engine: string, holder: string, forMs: number, peer: string | null, reachable: boolean): Promise<string | null> => {
  await sql`insert into engine_lease as l (engine, holder, until, peer, reachable) values (${engine}, ${holder}, clock_timestamp() + ${forMs} * interval '1 millisecond', ${peer}, ${reachable})
    on conflict (engine) do update set holder = excluded.holder, until = excluded.until, peer = excluded.peer, reachable = excluded.reachable where l.holder = excluded.holder or l.until < clock_timestamp()`.execute(tx);
  return (await sql<{ holder: string }>`select holder from engine_lease where engine = ${engine} and until > clock_timestamp()`.execute(tx)).rows[0]?.holder ?? null;
};
export const dropLease = (tx: Tx, engine: string, holder: string) => sql`update engine_lease set until = clock_timestamp() where engine = ${engine} and holder = ${holder}`.execute(tx);

export const placeSoftphone = (tx: Tx, staffId: string, engine: string) =>
  sql`insert into softphone_place (staff_id, engine) values (${staffId}, ${engine}) on conflict (staff_id) do update set engine = excluded.engine`.execute(tx);
/** The engine at which somebody's softphone is, and where other engines reach it. */
export const softphonePlace = async (tx: Tx, staffId: string): Promise<{ engine: string; peer: string | null } | undefined> =>
  (await sql<{ engine: string; peer: string | null }>`select s.engine, l.peer from softphone_place s left join engine_lease l on l.engine = s.engine where s.staff_id = ${staffId}`.execute(tx)).rows[0];
/** Other engines that their server does not reach, or that no server drives: whether they still carry calls is to be asked of them. */
export const doubtfulEngines = async (tx: Tx, but: string, forMs: number): Promise<{ engine: string; peer: string }[]> =>
  (await sql<{ engine: string; peer: string }>`select engine, peer from engine_lease where engine <> ${but} and peer is not null and (not reachable or until < clock_timestamp() - ${forMs} * interval '1 millisecond')`.execute(tx)).rows;
export const softphonesAt = async (tx: Tx, engine: string): Promise<string[]> => (await sql<{ staff_id: string }>`select staff_id from softphone_place where engine = ${engine}`.execute(tx)).rows.map((one) => one.staff_id);

export const insertWebCall = (tx: Tx, secretHash: Buffer, engine: string, endpoint: string, forMs: number) =>
  sql`insert into web_call_account (secret_hash, engine, endpoint, until) values (${secretHash}, ${engine}, ${endpoint}, clock_timestamp() + ${forMs} * interval '1 millisecond')`.execute(tx);
/** Uses the account of a secret. The update locks the row: of two servers that are asked at once the second finds it used. */
export const takeWebCall = async (tx: Tx, secretHash: Buffer, engine: string, forMs: number): Promise<boolean> =>
  (await sql`update web_call_account set used = true, until = clock_timestamp() + ${forMs} * interval '1 millisecond'
    where secret_hash = ${secretHash} and engine = ${engine} and not used and until > clock_timestamp() returning 1`.execute(tx)).rows.length === 1;
export const keepWebCall = (tx: Tx, secretHash: Buffer, forMs: number) =>
  sql`update web_call_account set until = clock_timestamp() + ${forMs} * interval '1 millisecond' where secret_hash = ${secretHash}`.execute(tx);
/** Accounts of this engine whose time is over, for one server: the others find them again after `againMs`. */
export const overWebCalls = async (tx: Tx, engine: string, againMs: number): Promise<{ secret_hash: Buffer; endpoint: string }[]> =>
  (await sql<{ secret_hash: Buffer; endpoint: string }>`update web_call_account set used = true, until = clock_timestamp() + ${againMs} * interval '1 millisecond'
    where secret_hash in (select secret_hash from web_call_account where engine = ${engine} and until < clock_timestamp() order by until limit 200 for update skip locked) returning secret_hash, endpoint`.execute(tx)).rows;
export const deleteWebCall = (tx: Tx, secretHash: Buffer) => sql`delete from web_call_account where secret_hash = ${secretHash}`.execute(tx);

import { sql } from 'kysely';
import type { Tx } from '../kernel/index.ts';
import type { DialRule, Line } from './lines.ts';

export const dialRule = async (tx: Tx): Promise<DialRule> => (await sql<DialRule>`select allowed, refused from dial_rule`.execute(tx)).rows[0]!;
export const setDialRule = (tx: Tx, rule: DialRule) => sql`update dial_rule set allowed = ${rule.allowed}, refused = ${rule.refused}`.execute(tx);
export const lines = async (tx: Tx): Promise<Line[]> =>
  (await sql<Line>`select id, name, kind, languages, number from outside_line where removed_at is null order by kind, name`.execute(tx)).rows;
export const line = async (tx: Tx, id: string): Promise<Line | undefined> =>
  (await sql<Line>`select id, name, kind, languages, number from outside_line where id::text = ${id} and removed_at is null`.execute(tx)).rows[0];
export const insertLine = (tx: Tx, l: Line) =>
  sql`insert into outside_line (id, name, kind, languages, number) values (${l.id}, ${l.name}, ${l.kind}, ${l.languages}, ${l.number})`.execute(tx);
export const removeLine = (tx: Tx, id: string, at: Date) => sql`update outside_line set removed_at = ${at} where id::text = ${id}`.execute(tx);

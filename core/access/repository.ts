import { sql } from 'kysely';
import type { Tx } from '#core/kernel';

/** Whether somebody who says to be an official is on the line with them now. */
export async function inOfficialCall(tx: Tx, staffId: string): Promise<boolean> {
  if (!/^[0-9a-f-]{36}$/.test(staffId)) return false;
  return (await sql<{ yes: boolean }>`select in_official_call(${staffId}::uuid) as yes`.execute(tx)).rows[0]!.yes;
}

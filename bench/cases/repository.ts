import { sql } from 'kysely';
import type { Tx } from '#core/kernel';

/** The protected fields of one person, in one statement. */
export async function fieldRows(tx: Tx, person: string): Promise<{ n: number; ciphertext: Buffer }[]> {
  return (await sql<{ n: number; ciphertext: Buffer }>`select n, ciphertext from bench_field where person_id = ${person} order by n`.execute(tx)).rows;
}

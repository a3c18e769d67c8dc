/** The SQL of documents. Row level security shows those of one case, for one transaction. */
import { sql } from 'kysely';
import { statement } from '#core/kernel';
import type { Tx } from '#core/kernel';
import type { DocumentKind } from './documents.ts';
import type { PictureType } from './pictures.ts';
import { within } from './repository.ts';

export interface DocumentRow { id: string; person_id: string; kind: DocumentKind; type: PictureType; bytes: number; header: Buffer; added_at: Date }

export async function insertDocument(tx: Tx, caseId: string, d: Omit<DocumentRow, 'added_at'> & { by: string; at: Date }, chunks: readonly Buffer[]): Promise<void> {
  await within(tx, caseId);
  await sql`insert into document (id, case_id, person_id, kind, type, bytes, header, added_by, added_at)
    values (${d.id}, ${caseId}, ${d.person_id}, ${d.kind}, ${d.type}, ${d.bytes}, ${d.header}, ${d.by}, ${d.at})`.execute(tx);
  for (const [n, chunk] of chunks.entries()) await sql`insert into document_chunk (document_id, case_id, n, ciphertext) values (${d.id}, ${caseId}, ${n}, ${chunk})`.execute(tx);
}
const documents = statement<Omit<DocumentRow, 'header'>>('select id, person_id, kind, type, bytes, added_at from document where case_id = $1 order by added_at, id');
export async function documentsOf(tx: Tx, caseId: string): Promise<Omit<DocumentRow, 'header'>[]> {
  await within(tx, caseId);
  return documents.rows(tx, caseId);
}
export async function documentOf(tx: Tx, caseId: string, personId: string, id: string): Promise<DocumentRow | undefined> {
  await within(tx, caseId);
  return (await sql<DocumentRow>`select id, person_id, kind, type, bytes, header, added_at from document where case_id = ${caseId} and person_id::text = ${personId} and id::text = ${id}`.execute(tx)).rows[0];
}
export async function countDocuments(tx: Tx, caseId: string, personId: string): Promise<number> {
  await within(tx, caseId);
  return (await sql<{ n: number }>`select count(*)::int as n from document where person_id = ${personId}`.execute(tx)).rows[0]!.n;
}
export async function chunksOf(tx: Tx, caseId: string, id: string): Promise<Buffer[]> {
  await within(tx, caseId);
  return (await sql<{ ciphertext: Buffer }>`select ciphertext from document_chunk where document_id = ${id} order by n`.execute(tx)).rows.map((row) => row.ciphertext);
}
export async function deleteDocument(tx: Tx, caseId: string, id: string): Promise<void> {
  await within(tx, caseId);
  await sql`delete from document where id = ${id}`.execute(tx);
}

/** The SQL of the ledger: only ever inserted and read. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';

export interface LedgerRow {
  id: string; at: Date; kind: 'disclosed' | 'revoked'; recipient: string; organizationId: string | null; purpose: string; legalBasis: string;
  fields: { personId: string; field: string }[]; askedBy: string; expiresAt: Date; notice: string; referralNumber: string | null;
}
export async function insert(tx: Tx, r: LedgerRow): Promise<void> {
  await sql`insert into disclosure (id, at, kind, recipient, recipient_organization_id, purpose, legal_basis, fields, asked_by, expires_at, notice, referral_number)
    values (${r.id}, ${r.at}, ${r.kind}, ${r.recipient}, ${r.organizationId}, ${r.purpose}, ${r.legalBasis}, ${JSON.stringify(r.fields)}, ${r.askedBy}, ${r.expiresAt}, ${r.notice}, ${r.referralNumber})`.execute(tx);
}
export async function ofReferral(tx: Tx, number: string): Promise<LedgerRow[]> {
  return (await sql<LedgerRow>`select id, at, kind, recipient, recipient_organization_id as "organizationId", purpose, legal_basis as "legalBasis", fields, asked_by as "askedBy",
    expires_at as "expiresAt", notice, referral_number as "referralNumber" from disclosure where referral_number = ${number} order by at, kind, id`.execute(tx)).rows;
}

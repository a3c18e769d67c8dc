/** What was passed on live is kept exactly as it left, under the disclosure's own key; whoever reviews it reads it, nobody else. */
import type { Actor, Tx } from '#core/kernel';
import type { RequestRow } from './repository.ts';
import { saidOf } from './said-repository.ts';
import type { Shared } from './shared.ts';

export const saidPlace = (requestId: string, saidId: string) => ({ keyOf: { kind: 'disclosure' as const, id: requestId }, table: 'disclosure_said', column: 'sent', row: saidId });

/** Each time something was told or sent, in order; the bytes only while the reader is the one to review it. */
export async function openSaid({ deps, authorize }: Shared, tx: Tx, actor: Actor, row: RequestRow, reviews: boolean) {
  const all = await saidOf(tx, row.id);
  const grant = reviews && all.length > 0 ? await authorize(tx, actor, row, 'disclosure.read') : null;
  const said = [];
  for (const s of all) {
    said.push({ at: s.at.toISOString(), form: s.form, state: s.state, attempts: s.attempts, sha256: s.sha256, bytes: grant ? await deps.vault.reveal(tx, grant, saidPlace(row.id, s.id), s.ciphertext) : null });
  }
  return said;
}

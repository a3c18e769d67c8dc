/** What asking, deciding, giving out and reading a disclosure have in common. */
import { hide } from '#core/case';
import { newId, notFound, plusSeconds, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { basisText, bytesHash, documentBytes, move } from './disclosure.ts';
import type { DisclosureMove } from './disclosure.ts';
import type { DisclosureDeps } from './ports.ts';
import * as rows from './repository.ts';
import type { LedgerRow, PartRow, RequestRow, Word } from './repository.ts';

/** What the ledger must know before anything leaves. */
export type Disclosure = Omit<LedgerRow, 'id' | 'at' | 'kind' | 'askedBy'>;
export type Shared = ReturnType<typeof sharedOf>;
/** The words of a disclosure, as grants name them. */
export const WORDS: readonly string[] = ['to', 'threat', 'why', 'not_told', 'review', 'ack', 'sent'] satisfies (Word | 'sent')[];
export type StaffActor = Extract<Actor, { kind: 'staff' }>;

export function staffOnly(actor: Actor): StaffActor {
  if (actor.kind !== 'staff') throw notFound();
  return actor;
}
/** Where a part is kept: under its person's key, so that erasing the person erases it. */
export const partPlace = (p: { id: string; person_id: string; field: string }) => ({ keyOf: { kind: 'person' as const, id: p.person_id }, table: 'disclosure_part', column: p.field, row: p.id });
export const wordPlace = (requestId: string, field: Word) => ({ keyOf: { kind: 'disclosure' as const, id: requestId }, table: 'disclosure_word', column: field, row: requestId });

export function sharedOf(deps: DisclosureDeps) {
  const { clock, random, audit, access, vault, cases } = deps;

  async function writeLine(tx: Tx, actor: Actor, kind: 'disclosed' | 'revoked', d: Disclosure, askedBy = actor.kind === 'staff' ? actor.id : ''): Promise<void> {
    if (askedBy === '') throw new Error('only a member of staff can answer for a disclosure');
    const id = newId(clock, random);
    await rows.insert(tx, { ...d, id, at: clock.now(), kind, askedBy });
    await audit.append(tx, {
      actor, purpose: d.purpose, action: kind === 'disclosed' ? 'disclosure.made' : 'disclosure.revoked', subject: { type: 'Disclosure', id }, outcome: 'done',
      fields: d.fields.map((f) => `${f.personId}.${f.field}`), ...(d.sha256 ? { details: { sha256: d.sha256 } } : {}),
    });
  }

  /** What the rules look at. */
  async function subjectOf(tx: Tx, row: RequestRow) {
    const assigned = row.case_id ? await cases.assignedTo(tx, row.case_id) : [];
    return {
      type: 'Disclosure', id: row.id,
      attrs: {
        assigned, asker: row.asked_by, consent: row.basis.kind === 'consent', sealed: row.fields.some((f) => f.field === 'place'), participates: row.enforcement_since !== null,
        open: row.state === 'released' && row.expires_at !== null && row.expires_at > clock.now(),
        ...(['data-subject-request', 'legal-demand'].includes(row.purpose) ? { requested: [row.asked_by] } : {}),
        ...(row.organization_id && row.via === 'portal' ? { organization: row.organization_id } : {}),
        ...(row.decided_by && row.state !== 'refused' ? { approvedBy: row.decided_by } : {}),
      },
    };
  }
  /** A grant about this disclosure; a refusal reads as "not here". */
  async function authorize(tx: Tx, actor: Actor, row: RequestRow, action: string) {
    return access.authorize(tx, { actor, purpose: row.purpose, action, subject: await subjectOf(tx, row), ...(action === 'disclosure.release' ? {} : { fields: WORDS }) }).catch(hide);
  }
  async function must(tx: Tx, number: string): Promise<RequestRow> {
    const row = await rows.byNumber(tx, number);
    if (!row) throw notFound();
    return row;
  }
  async function tell(tx: Tx, row: RequestRow): Promise<void> {
    await publish(tx, 'disclosures', row.state);
    await publish(tx, `staff:${row.asked_by}`, 'disclosure');
    if (row.organization_id && row.via === 'portal') await publish(tx, `partner:${row.organization_id}`, 'disclosure');
  }
  /** The only place where a disclosure changes its state. */
  async function change(tx: Tx, actor: Actor, row: RequestRow, by: DisclosureMove, more: Partial<RequestRow> = {}): Promise<RequestRow> {
    const after = { ...row, ...more, state: move(row.state, by) as RequestRow['state'] };
    await rows.saveRequest(tx, after);
    await audit.append(tx, { actor, purpose: row.purpose, action: `disclosure.${by}`, subject: { type: 'Disclosure', id: row.id }, outcome: 'done', fields: row.fields.map((f) => `${f.personId}.${f.field}`), ...(after.sha256 ? { details: { sha256: after.sha256 } } : {}) });
    if (row.case_id) await cases.event(tx, actor, row.case_id, 'disclosure', `Disclosure ${row.number} to ${row.recipient}: ${after.state}.`);
    if (!['asked', 'approved'].includes(after.state)) await cases.finishTasksOf(tx, actor, `approve:${row.id}`);
    // Whoever answers a person's own request hears what became of it.
    if (row.purpose === 'data-subject-request') await deps.jobs.enqueue(tx, 'retention.disclosure-moved', { disclosure: row.number, state: after.state });
    await tell(tx, after);
    return after;
  }
  async function protectWord(tx: Tx, grant: Awaited<ReturnType<typeof authorize>>, row: { id: string }, field: Word, text: string): Promise<void> {
    await rows.putWord(tx, row.id, field, await vault.protect(tx, grant, wordPlace(row.id, field), text));
  }
  /** The line of the ledger for a request; `revoked` when it is taken back or ends early. */
  function ledgerOf(row: RequestRow): Disclosure {
    return {
      recipient: row.recipient, organizationId: row.recipient_sealed ? null : row.organization_id, purpose: row.purpose, legalBasis: basisText(row.basis), fields: row.fields,
      expiresAt: row.expires_at ?? plusSeconds(clock.now(), row.shown_seconds), notice: row.notice, referralNumber: null, requestNumber: row.number, sha256: row.sha256, approvedBy: row.decided_by,
    };
  }
  /** The bytes from the parts: always the same for the same parts. */
  function bytesOf(row: Pick<RequestRow, 'purpose' | 'recipient' | 'basis' | 'notice'>, to: string | undefined, parts: { label: string; value: string }[]) {
    const bytes = documentBytes({ purpose: row.purpose, recipient: to ? `${to}, ${row.recipient}` : row.recipient, basis: basisText(row.basis), fields: parts, notice: row.notice });
    return { bytes, sha256: bytesHash(bytes) };
  }
  /** Opens the words of a disclosure for who may read them. */
  async function wordsFor(tx: Tx, actor: Actor, row: RequestRow): Promise<Partial<Record<Word, string>>> {
    const grant = await authorize(tx, actor, row, 'disclosure.read');
    const words: Partial<Record<Word, string>> = {};
    for (const w of await rows.wordsOf(tx, row.id)) words[w.field] = await vault.reveal(tx, grant, wordPlace(row.id, w.field), w.ciphertext);
    return words;
  }
  /** Opens the parts under `attrs` of their persons. A part whose sealed place was not opened is missing. */
  async function openParts(tx: Tx, actor: Actor, row: RequestRow, attrs: Record<string, readonly string[] | boolean>): Promise<(PartRow & { value: string })[]> {
    const opened = [];
    for (const part of await rows.partsOf(tx, row.id)) {
      if (!part.ciphertext) throw notFound();
      const grant = await access.authorize(tx, { actor, purpose: row.purpose, action: 'person.reveal', subject: { type: 'Person', id: part.person_id, attrs }, fields: [part.field] }).catch(hide);
      opened.push({ ...part, value: await vault.reveal(tx, grant, partPlace(part), part.ciphertext) });
    }
    return opened;
  }
  return { deps, writeLine, subjectOf, authorize, must, tell, change, protectWord, ledgerOf, bytesOf, wordsFor, openParts };
}

/** What is read of disclosures: the ledger, what waits, one of them, and the partner's side. */
import { hide } from '#core/case';
import { notFound } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { openSaid } from './said.ts';
import { staffOnly } from './shared.ts';
import type { Shared } from './shared.ts';
import * as rows from './repository.ts';
import type { LedgerRow, RequestRow } from './repository.ts';

const ALL = { type: 'Ledger', id: 'all' };
const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export function queriesOf(shared: Shared) {
  const { deps, must } = shared;
  const { clock, access, audit } = deps;
  const name = async (tx: Tx, id: string | null): Promise<string | null> => (id ? ((await deps.staff.account(tx, id))?.deskName ?? '') : null);

  const lineOf = (actor: Actor, r: RequestRow) => {
    const me = actor.kind === 'staff' ? actor.id : '';
    const late = r.review_due_at !== null && r.reviewed_at === null;
    return {
      number: r.number, askedAt: r.asked_at.toISOString(), purpose: r.purpose, recipient: r.recipient, fields: r.fields.map((f) => f.field), via: r.via, state: r.state,
      childSide: r.child_side, childSideAt: iso(r.child_side_at), childSideDueAt: iso(r.child_side_due_at), expiresAt: iso(r.expires_at), sha256: r.sha256,
      reviewDueAt: late ? iso(r.review_due_at) : null,
      waitsForYou: (r.state === 'asked' && r.asked_by !== me) || (late && r.asked_by !== me && r.decided_by !== me),
      openNow: r.state === 'approved' || (r.state === 'released' && r.expires_at !== null && r.expires_at > clock.now()),
    };
  };
  const referralLine = (l: LedgerRow) => ({
    number: l.referralNumber ?? l.id.slice(0, 8), askedAt: l.at.toISOString(), purpose: l.purpose, recipient: l.recipient, fields: l.fields.map((f) => f.field), via: 'portal' as const,
    state: l.kind === 'revoked' ? 'withdrawn' : l.expiresAt > clock.now() ? 'released' : 'expired', childSide: l.referralNumber && l.legalBasis === 'consent' ? 'agreed' : 'not_said', childSideAt: null, childSideDueAt: null, expiresAt: l.expiresAt.toISOString(), sha256: l.sha256 ?? null,
    reviewDueAt: null, waitsForYou: false, openNow: l.kind === 'disclosed' && l.expiresAt > clock.now(),
  });

  return {
    /** Everything that left and everything that asks to, what waits first. For the officer for data protection. */
    async ledger(tx: Tx, actor: Actor) {
      await access.authorize(tx, { actor, purpose: 'system-operation', action: 'ledger.read', subject: ALL });
      const requests = (await rows.all(tx, 200)).map((r) => lineOf(actor, r));
      const referrals = (await rows.referralLines(tx, 200)).map(referralLine);
      const first = (l: { waitsForYou: boolean; reviewDueAt: string | null }) => (l.waitsForYou ? 0 : l.reviewDueAt ? 1 : 2);
      return { lines: [...requests, ...referrals].sort((a, b) => first(a) - first(b) || b.askedAt.localeCompare(a.askedAt)) };
    },
    /** What waits for a second person or for a review. */
    async waiting(tx: Tx, actor: Actor) {
      await access.authorize(tx, { actor, purpose: 'quality-supervision', action: 'approvals.read', subject: ALL });
      return { lines: (await rows.waiting(tx)).map((r) => lineOf(actor, r)) };
    },
    /** The disclosures of a case that the caller of this has been allowed to read. */
    ofCase: async (tx: Tx, actor: Actor, caseId: string) => (await rows.ofCase(tx, caseId)).map((r) => ({ ...lineOf(actor, r), yours: actor.kind === 'staff' && r.asked_by === actor.id })),

    /** One disclosure in words: the threat, who asked, who agreed. Never what leaves. Each reading is in the log. */
    async read(tx: Tx, actor: Actor, number: string) {
      staffOnly(actor);
      const row = await must(tx, number);
      const words = await shared.wordsFor(tx, actor, row);
      const may = async (action: string) => access.would({ actor, purpose: row.purpose, action, subject: await shared.subjectOf(tx, row) });
      const late = row.review_due_at !== null && row.reviewed_at === null;
      const reviews = late && (await may('disclosure.review'));
      return {
        ...lineOf(actor, row), basis: row.basis.kind === 'consent' ? `${row.basis.by}, ${row.basis.how}` : row.basis.law, basisKind: row.basis.kind, notice: row.notice,
        to: words.to ?? null, threat: words.threat ?? null, why: words.why ?? null, notTold: words.not_told ?? null, review: words.review ?? null, reviewRight: row.review_right,
        enforcementSince: row.enforcement_since, shownSeconds: row.shown_seconds,
        askedBy: (await name(tx, row.asked_by))!, askedOf: await name(tx, row.asked_of), decidedBy: await name(tx, row.decided_by), decidedAt: iso(row.decided_at), releasedAt: iso(row.released_at),
        reviewedBy: await name(tx, row.reviewed_by), reviewedAt: iso(row.reviewed_at), said: await openSaid(shared, tx, actor, row, reviews),
        may: { approve: row.state === 'asked' && (await may('disclosure.approve')), release: row.state === 'approved' && (await may('disclosure.release')), review: reviews, withdraw: ['asked', 'approved', 'released'].includes(row.state) && (await may('disclosure.withdraw')) },
      };
    },

    /** What was given to the partner's own organization, while it may be read. */
    async listForPartner(tx: Tx, actor: Actor) {
      if (actor.kind !== 'partner') throw notFound();
      return { disclosures: (await rows.ofOrganization(tx, actor.organizationId, clock.now())).map((r) => ({ number: r.number, purpose: r.purpose, at: r.released_at!.toISOString(), expiresAt: r.expires_at!.toISOString() })) };
    },
    /** The very bytes, opened for the partner they went to. */
    async readForPartner(tx: Tx, actor: Actor, number: string) {
      if (actor.kind !== 'partner') throw notFound();
      const row = await rows.byNumberOf(tx, number, actor.organizationId);
      // The same steps whether somebody else has the number or nobody.
      if (!row) throw await access.authorize(tx, { actor, purpose: 'service-referral', action: 'disclosure.read', subject: { type: 'Disclosure', id: 'none' } }).then(notFound, (e: unknown) => hide(e));
      const to = (await shared.wordsFor(tx, actor, row)).to;
      const parts = await shared.openParts(tx, actor, row, { disclosedTo: [row.organization_id!], participates: row.enforcement_since !== null });
      const { bytes, sha256 } = shared.bytesOf(row, to, parts);
      if (sha256 !== row.sha256) throw new Error('what would be read is not what left');
      await audit.append(tx, { actor, purpose: row.purpose, action: 'disclosure.read-by-recipient', subject: { type: 'Disclosure', id: row.id }, outcome: 'done', fields: row.fields.map((f) => f.field) });
      return { number: row.number, purpose: row.purpose, bytes, sha256, fields: parts.map((p) => ({ label: p.label, value: p.value })), notice: row.notice, expiresAt: row.expires_at!.toISOString() };
    },
  };
}

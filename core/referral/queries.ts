/** What the desk reads of referrals: those of a case, whom one went to, and who else could help. */
import { hide, recipientShown } from '#core/case';
import type { Actor, Tx } from '#core/kernel';
import { DECLINE_REASONS, can, GONE, OUTCOMES, UNANSWERED } from './referral.ts';
import { LEGAL_BASES } from './legal-bases.ts';
import { callsOf } from './call-repository.ts';
import { countMessages } from './message-repository.ts';
import * as rows from './repository.ts';
import { answerPlace } from './shared.ts';
import type { Shared } from './shared.ts';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
/** What a person of the case can do with a referral now. */
export type Can = 'send' | 'revoke' | 'again' | 'record' | 'message' | 'call';

export function queriesOf({ deps, ofStaff }: Shared) {
  const { clock, access, vault, cases, directory } = deps;
  return {
    /** What a referral may rest on, and the words that an answer is made of. */
    options: () => ({ legalBases: [...LEGAL_BASES], outcomes: [...OUTCOMES], declineReasons: [...DECLINE_REASONS] }),

    /** The referrals of a case that the caller of this has already been allowed to read. */
    async ofCase(tx: Tx, actor: Actor, caseId: string) {
      const assigned = await cases.assignedTo(tx, caseId);
      const answerOf = async (r: rows.ReferralRow): Promise<{ answer?: string }> => {
        const sealed = r.outcome ?? r.decline_reason;
        if (sealed === null) return {};
        const grant = await access.authorize(tx, { actor, purpose: 'care-continuity', action: 'referral.read', subject: { type: 'Referral', id: r.id, attrs: { assigned } }, fields: ['answer'] }).catch(hide);
        return { answer: await vault.reveal(tx, grant, answerPlace(r.id), Buffer.from(sealed, 'base64')) };
      };
      const found = await rows.ofCase(tx, caseId);
      const steps = await rows.stepsOf(tx, found.map((r) => r.id));
      const calls = await callsOf(tx, found.map((r) => r.id));
      const now = clock.now();
      // Of a place where people live the hours would tell which one it is.
      const opensAt = async (r: rows.ReferralRow): Promise<string | null> => (UNANSWERED.includes(r.state) && !r.residential ? iso((await directory.openClock(tx, r.service_at_location_id, now)).opensAt) : null);
      const all = [];
      for (const r of found) {
        const live = !GONE.includes(r.state);
        const may: Can[] = [...(r.state === 'draft' ? ['send' as const] : []), ...(can(r.state, 'revoke') ? ['revoke' as const] : []), ...(r.state === 'draft' ? [] : ['again' as const]), ...(live ? ['record' as const, 'message' as const] : []), ...(UNANSWERED.includes(r.state) && (r.told_by === 'phone' || steps.some((s) => s.referral_id === r.id && s.step === 'phone')) ? ['call' as const] : [])];
        const tried = calls.filter((c) => c.referral_id === r.id);
        all.push({
          ...(await answerOf(r)), number: r.number, service: recipientShown({ name: r.service, organization: r.organization, residential: r.residential }), sealed: r.residential, state: r.state, urgency: r.urgency, need: r.need,
          sentAt: iso(r.sent_at), dueAt: iso(r.due_at), opensAt: await opensAt(r), late: UNANSWERED.includes(r.state) && r.due_at! < now, answeredAt: iso(r.answered_at), readableUntil: iso(r.readable_until), waitlistUntil: r.waitlist_until, endedAt: iso(r.ended_at),
          declineCode: r.decline_code, outcomeCode: r.outcome_code, againOf: r.again_number, answeredVia: r.answered_via, toldBy: r.told_by, calls: tried.map((c) => ({ at: c.at.toISOString(), reached: c.reached, said: c.said })), callAgainAt: UNANSWERED.includes(r.state) ? iso(tried.at(-1)?.again_at ?? null) : null, steps: steps.filter((s) => s.referral_id === r.id).map((s) => ({ step: s.step, at: s.at.toISOString() })),
          messages: live ? await countMessages(tx, r.id, 'centre') : { all: 0, unread: 0 }, can: may,
        });
      }
      return all;
    },
    /** Whom a referral went to, for somebody of the case who has to speak with them; the reading is in the log. */
    async recipient(tx: Tx, actor: Actor, number: string) {
      const row = await ofStaff(tx, actor, number, 'referral.read');
      const details = await directory.details(tx, row.service_at_location_id);
      return { organization: row.organization, service: row.service, phones: details.phones.map((p) => ({ number: p.number, about: p.about, checkedByTwo: p.checkedByTwo })), hours: details.hours };
    },
    /** Up to five other services for the same need that may be asked, best first. */
    async others(tx: Tx, actor: Actor, number: string) {
      const row = await ofStaff(tx, actor, number, 'referral.read');
      const { needs } = await directory.search(tx, { limit: 1 });
      const code = needs.find((n) => n.name === row.need)?.code;
      const answer = await directory.search(tx, { ...(code === undefined ? {} : { need: code }), limit: 30 });
      const may = answer.services.filter((s) => s.referable && s.refers !== false && s.capacity !== 'full' && s.enforcementParticipation === null && s.organizationId !== row.organization_id);
      return { list: answer.list, services: may.slice(0, 5).map((s) => ({ serviceAtLocationId: s.serviceAtLocationId, service: s.service, organization: s.organization, reasons: s.reasons })) };
    },
  };
}

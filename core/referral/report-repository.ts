/** Counts of referrals by state and answer; nothing of a person or a place. */
import { sql } from 'kysely';
import type { Tx } from '#core/kernel';
import type { Urgency } from './referral.ts';
import { OUTCOMES } from './referral.ts';
import type { Counts } from './report.ts';
import { toOrganization } from './repository.ts';

const counted = sql`count(*)::int as sent, count(*) filter (where r.answered_at <= r.due_at)::int as "inTime", count(*) filter (where r.answered_at > r.due_at)::int as late,
  count(*) filter (where r.answered_at is null)::int as unanswered, count(*) filter (where r.first_answer = 'accept')::int as accepted, count(*) filter (where r.first_answer = 'decline')::int as declined,
  count(*) filter (where r.first_answer = 'waitlist')::int as waitlisted, count(*) filter (where r.outcome_code is not null)::int as reported,
  ${sql.join(OUTCOMES.map((o) => sql`count(*) filter (where r.outcome_code = ${sql.lit(o)})::int as ${sql.id(o)}`))}`;

/** By urgency, of what was sent from `from` until before `to`. */
export async function byUrgency(tx: Tx, from: Date, to: Date): Promise<(Counts & { urgency: Urgency })[]> {
  return (await sql<Counts & { urgency: Urgency }>`select r.urgency, ${counted} from referral_facts(${from}, ${to}) r group by r.urgency`.execute(tx)).rows;
}
export interface OwnFigures extends Counts { openNow: number; medianAnswerSeconds: number | null; medianAcceptSeconds: number | null }
/** Of one organization alone, which knows each of them. */
export async function ofOrganization(tx: Tx, organizationId: string, from: Date): Promise<OwnFigures> {
  await toOrganization(tx, organizationId);
  return (await sql<OwnFigures>`select ${counted}, count(*) filter (where r.ended_at is null)::int as "openNow",
    (percentile_cont(0.5) within group (order by extract(epoch from r.answered_at - r.sent_at)) filter (where r.answered_at is not null))::float8 as "medianAnswerSeconds",
    (percentile_cont(0.5) within group (order by extract(epoch from r.answered_at - r.sent_at)) filter (where r.first_answer = 'accept'))::float8 as "medianAcceptSeconds"
    from referral r where r.organization_id = ${organizationId} and r.sent_at >= ${from}`.execute(tx)).rows[0]!;
}

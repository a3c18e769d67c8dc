/** A partner agency about itself: its services with room, hours and deadlines, and its own figures. Nothing here is about a child. */
import { invalid, notFound, plusSeconds } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { deadlinesOf, setDeadline } from './agency-repository.ts';
import { DEADLINE_MINUTES, LONGEST_MINUTES } from './referral.ts';
import type { Urgency } from './referral.ts';
import { ofOrganization } from './report-repository.ts';
import type { Shared } from './shared.ts';

const URGENCIES = ['now', 'today', 'week'] as const;
/** The figures of an agency cover so many days. */
export const FIGURE_DAYS = 90;

export interface Kept { capacity: 'open' | 'waiting_list' | 'full' | null; refers: boolean | null; hours: { day: string; from: string; to: string }[] | null; minutes: Partial<Record<Urgency, number>> }

export function agencyOfReferrals({ deps }: Shared) {
  const { clock, access, audit, directory } = deps;
  const own = (actor: Actor): Extract<Actor, { kind: 'partner' }> => { if (actor.kind !== 'partner') throw notFound(); return actor; };
  /** A grant about the own agency: what the directory knows of it is told to the rules here. */
  async function authorize(tx: Tx, actor: Actor, action: 'agency.read' | 'service.keep') {
    const { organizationId } = own(actor);
    const participates = (await directory.participation.concerning(tx, [organizationId])).has(organizationId);
    await access.authorize(tx, { actor, purpose: 'system-operation', action, subject: { type: 'Partner', id: organizationId, attrs: { organization: organizationId, participates } } });
    return organizationId;
  }
  return {
    /** Which agency it is, for whoever may read of it. */
    own: async (tx: Tx, actor: Actor) => ({ organizationId: await authorize(tx, actor, 'agency.read') }),
    /** The agency's own services, as the directory shows them to us. */
    async services(tx: Tx, actor: Actor) {
      const organizationId = await authorize(tx, actor, 'agency.read');
      const services = await directory.ownServices(tx, organizationId);
      const deadlines = await deadlinesOf(tx, services.map((s) => s.id));
      return {
        services: services.map((s) => ({ ...s, minutes: Object.fromEntries(URGENCIES.map((u) => [u, deadlines.find((d) => d.service_id === s.id && d.urgency === u)?.minutes ?? DEADLINE_MINUTES[u]])) as Record<Urgency, number> })),
        longest: LONGEST_MINUTES,
      };
    },
    /** Says what is true of one of its services today; the directory keeps who said it and when. @throws UnknownTime */
    async keep(tx: Tx, actor: Actor, serviceId: string, given: Kept): Promise<void> {
      await authorize(tx, actor, 'service.keep');
      for (const u of URGENCIES) if (given.minutes[u] !== undefined && (given.minutes[u] < 5 || given.minutes[u] > LONGEST_MINUTES[u])) throw invalid('UnknownTime', `A deadline of ${given.minutes[u]} minutes cannot be kept.`, `Give from 5 to ${LONGEST_MINUTES[u]} minutes.`);
      await directory.keepOwn(tx, actor, serviceId, given);
      for (const u of URGENCIES) if (given.minutes[u] !== undefined) await setDeadline(tx, serviceId, u, given.minutes[u] === DEADLINE_MINUTES[u] ? null : given.minutes[u], own(actor).id, clock.now());
    },
    /** How its referrals of the last 90 days went. */
    async figures(tx: Tx, actor: Actor) {
      const organizationId = await authorize(tx, actor, 'agency.read');
      await audit.append(tx, { actor, purpose: 'system-operation', action: 'agency.figures', subject: { type: 'Partner', id: organizationId }, outcome: 'done' });
      return { days: FIGURE_DAYS, ...(await ofOrganization(tx, organizationId, plusSeconds(clock.now(), -FIGURE_DAYS * 86_400))) };
    },
  };
}

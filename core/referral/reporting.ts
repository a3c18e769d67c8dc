/** The closed-loop report of a period, for supervisors. */
import { invalid } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import type { Urgency } from './referral.ts';
import { csv, suppressed, total } from './report.ts';
import type { Counts } from './report.ts';
import { byUrgency } from './report-repository.ts';
import type { Shared } from './shared.ts';

const DAY = 86_400_000;

export function reportingOf({ deps }: Shared) {
  return {
    /** Days as the centre counts them by UTC, both included; at most two years. @throws UnknownTime */
    async loop(tx: Tx, actor: Actor, period: { from: string; to: string }) {
      await deps.access.authorize(tx, { actor, purpose: 'quality-supervision', action: 'wallboard.read', subject: { type: 'Wallboard', id: 'referrals' } });
      const [from, to] = [Date.parse(`${period.from}T00:00:00Z`), Date.parse(`${period.to}T00:00:00Z`) + DAY];
      if (Number.isNaN(from) || Number.isNaN(to) || to <= from || to - from > 731 * DAY) throw invalid('UnknownTime', 'These two days are no period.', 'Give the first and the last day, at most two years apart.');
      const none = total([]);
      const found = new Map((await byUrgency(tx, new Date(from), new Date(to))).map(({ urgency, ...counts }) => [urgency, counts]));
      const counts = Object.fromEntries((['now', 'today', 'week'] as const).map((u) => [u, found.get(u) ?? none])) as Record<Urgency, Counts>;
      const rows = await suppressed(counts);
      return { ...period, rows, csv: csv(rows, period.from, period.to) };
    },
  };
}

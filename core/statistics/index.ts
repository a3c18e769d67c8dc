/** Figures of the line and the day; never of a person. */
import type { Clock, Tx } from '../kernel/index.ts';
import * as rows from './repository.ts';

/** The wallboard's figures. */
export function createStatistics({ clock }: { clock: Clock }) {
  return {
    async wallboard(tx: Tx) {
      const now = clock.now();
      const waiting = await rows.waitingNow(tx, now);
      const t = (await rows.totals(tx, now)) ?? { talking: 0, wrapUp: 0, available: 0, onBreak: 0, answeredToday: 0, fast: 0, abandonedToday: 0, average: null };
      return {
        asOf: now.toISOString(), waiting,
        totals: {
          waiting: waiting.reduce((n, w) => n + w.count, 0), longestSeconds: Math.max(0, ...waiting.map((w) => w.longestSeconds)), talking: t.talking, wrapUp: t.wrapUp, available: t.available, onBreak: t.onBreak,
          answered20Percent: t.answeredToday === 0 ? null : Math.round((100 * t.fast) / t.answeredToday), answeredToday: t.answeredToday, abandonedToday: t.abandonedToday, averageAnswerSeconds: t.average,
        },
        halfHours: (await rows.halfHours(tx, now)).map((h) => ({ at: h.at.toISOString(), offered: h.offered })),
      };
    },
  };
}
export type Statistics = ReturnType<typeof createStatistics>;

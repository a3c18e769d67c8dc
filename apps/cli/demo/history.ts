/** The weeks before the demonstration: invented counts, so that there is something to foresee, plan and try. */
import { inTx } from '#core/kernel';
import { generatedDays } from '#core/workforce';
import { CALLS_A_CHAT, CALLS_A_DAY } from './pace.ts';
import type { Simulation } from './staff.ts';

const DAYS = 56;
const HANDLING = 840;
const QUARTER_MS = 900_000;
/** As the simulated callers press: seven of ten choose Spanish. */
const SHARES: readonly [string, number][] = [['es', 0.7], ['en', 0.3]];

/** Puts the invented weeks down where nothing is known yet, at the pace of the demonstration. */
export async function remember({ system, speed }: Simulation): Promise<void> {
  const { db, statistics, workforce, clock } = system;
  await inTx(db, async (tx) => {
    if ((await statistics.firstSettled(tx)) !== null) return;
    const { from } = await statistics.dayOf(tx, clock.now());
    const lines = SHARES.flatMap(([language, share]) => [{ language, channel: 'phone' as const, perDay: CALLS_A_DAY * share * speed }, { language, channel: 'chat' as const, perDay: (CALLS_A_DAY / CALLS_A_CHAT) * share * speed }]);
    await statistics.remember(tx, lines.flatMap(({ language, channel, perDay }, n) => generatedDays(DAYS, perDay, 31 + n).flatMap(({ arrivals }, day) => arrivals.map((offered, q) => {
      const abandoned = Math.round(offered * 0.04);
      const answered = offered - abandoned;
      return { at: new Date(from.getTime() - (DAYS - day) * 96 * QUARTER_MS + q * QUARTER_MS), language, channel, offered, answered, inTime: Math.round(answered * 0.85), abandoned, abandonedShort: 0, callbacks: 0, waitSeconds: answered * 11, waitLongest: 60, handled: answered, handleSeconds: (answered * HANDLING) / speed };
    }))));
    await workforce.foresee(tx);
  });
}

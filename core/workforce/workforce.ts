/**
 * The workforce feature as the rest of the centre sees it: what is foreseen, asked, planned. Whoever changes something is asked for here; figures of
 * lines and hours are read by whom the contract lets in, as the wallboard is, so that a page that follows a run does not fill the log.
 */
import type { Actor, Tx } from '../kernel/index.ts';
import { notFound } from '../kernel/index.ts';
import { createAdherences } from './adherences.ts';
import { createForecasts, forecastWays } from './forecasts.ts';
import { planWays } from './plans.ts';
import type { WorkforceDeps } from './ports.ts';
import * as runRows from './run-repository.ts';
import type { RunKind } from './run-repository.ts';
import type { Rules } from './rota.ts';
import { createRuns } from './runs.ts';
import { createShifts } from './shifts.ts';
import { checkAim } from './staffing.ts';
import type { Aim } from './staffing.ts';
import { wallOf } from './time.ts';

const LISTED = 30;

export function createWorkforce(deps: WorkforceDeps) {
  const { access, audit, staff } = deps;
  const runs = createRuns({ ...deps, ways: { ...forecastWays(deps), ...planWays(deps) } });
  const forecasts = createForecasts(deps, runs);
  const shifts = createShifts(deps);
  const mayPlan = (tx: Tx, actor: Actor) => access.authorize(tx, { actor, purpose: 'quality-supervision', action: 'staffing.plan', subject: { type: 'Wallboard', id: 'all' } });
  return {
    start: () => forecasts.start(),
    stop: () => runs.stopAll(),
    idle: () => runs.idle(),
    today: forecasts.today,
    /** Makes a forecast now, without waiting for the quarter hour. */
    foresee: (tx: Tx) => runs.ask(tx, { kind: 'system', name: 'workforce' }, 'forecast', {}),
    shifts,
    adherences: createAdherences(deps),
    /** For the wallboard: how many are needed of each language now, by the newest plan. */
    async neededNow(tx: Tx, day: { from: Date; timeZone: string }, now: Date): Promise<{ language: string; need: number }[]> {
      const { day: name, quarter } = wallOf(now, day.timeZone);
      return Object.entries((await shifts.neededOn(tx, name)) ?? {}).map(([language, quarters]) => ({ language, need: quarters[quarter] ?? 0 }));
    },
    async putRules(tx: Tx, actor: Actor, rules: Rules): Promise<void> {
      await mayPlan(tx, actor);
      await shifts.putRules(tx, actor, rules);
    },
    async publishRota(tx: Tx, actor: Actor, id: string): Promise<void> {
      await mayPlan(tx, actor);
      await shifts.publish(tx, actor, id);
    },
    async forecast(tx: Tx, asked: Parameters<typeof forecasts.forecast>[1]) {
      return forecasts.forecast(tx, asked);
    },
    async specialDays(tx: Tx, from: string, to: string) {
      return { days: await forecasts.specialDays(tx, from, to) };
    },
    async putSpecialDay(tx: Tx, actor: Actor, day: string, name: string): Promise<void> {
      await mayPlan(tx, actor);
      await forecasts.putSpecialDay(tx, actor, day, name);
    },
    async removeSpecialDay(tx: Tx, actor: Actor, day: string): Promise<void> {
      await mayPlan(tx, actor);
      await forecasts.removeSpecialDay(tx, actor, day);
    },
    /** Has something reckoned. @throws Refused */
    async ask(tx: Tx, actor: Actor, kind: RunKind, question: unknown): Promise<{ id: string }> {
      await mayPlan(tx, actor);
      if (kind === 'staffing') checkAim((question as { aim: Aim }).aim);
      const id = await runs.ask(tx, actor, kind, question);
      await audit.append(tx, { actor, purpose: 'quality-supervision', action: 'run-asked', subject: { type: 'Wallboard', id }, outcome: 'done', details: { kind } });
      return { id };
    },
    async stopRun(tx: Tx, actor: Actor, id: string): Promise<void> {
      await mayPlan(tx, actor);
      await runs.stop(tx, id);
      await audit.append(tx, { actor, purpose: 'quality-supervision', action: 'run-stopped', subject: { type: 'Wallboard', id }, outcome: 'done' });
    },
    async runs(tx: Tx, kind: RunKind | null) {
      const found = await runRows.runs(tx, kind, LISTED);
      const names = await staff.deskNames(tx, [...new Set(found.flatMap((one) => one.askedBy ?? []))]);
      return { runs: found.map((one) => ({ ...outside(one), askedBy: one.askedBy === null ? null : (names.get(one.askedBy) ?? '') })) };
    },
    /** One run with its question and answer; without an id the newest of the kind that is done. @throws NotFound */
    async run(tx: Tx, id: string) {
      const found = await runRows.runById(tx, id);
      if (!found) throw notFound();
      return { ...outside(found), askedBy: null, question: found.question, answer: found.answer };
    },
  };
}
export type Workforce = ReturnType<typeof createWorkforce>;
const outside = ({ id, kind, askedAt, state, progress, problem, endedAt, question }: Omit<runRows.RunRow, 'answer'>) => ({ id, kind, askedAt: askedAt.toISOString(), state, progress, problem, endedAt: endedAt?.toISOString() ?? null, question });

/** Forecast, staffing, rota and what-if on the wire. */
import { workforce as ops } from '#contracts';
import { inTx } from '#core/kernel';
import type { RouteFn } from '../framework.ts';
import type { System } from '../wire.ts';

export function register(route: RouteFn, { db, workforce }: System): void {
  route(ops.getForecast, ({ query }) => inTx(db, (tx) => workforce.forecast(tx, { day: query.day, language: query.language ?? '', channel: query.channel ?? '' })));
  route(ops.askForecast, ({ actor }) => inTx(db, (tx) => workforce.ask(tx, actor, 'forecast', {})));
  route(ops.askBacktest, ({ actor, body }) => inTx(db, (tx) => workforce.ask(tx, actor, 'backtest', body)));
  route(ops.listSpecialDays, ({ query }) => inTx(db, (tx) => workforce.specialDays(tx, query.from, query.to)));
  route(ops.putSpecialDay, ({ actor, params, body }) => inTx(db, async (tx) => (await workforce.putSpecialDay(tx, actor, params.day, body.name), {})));
  route(ops.removeSpecialDay, ({ actor, params }) => inTx(db, async (tx) => (await workforce.removeSpecialDay(tx, actor, params.day), {})));
  route(ops.listRuns, ({ query }) => inTx(db, (tx) => workforce.runs(tx, query.kind ?? null)));
  route(ops.readRun, ({ params }) => inTx(db, (tx) => workforce.run(tx, params.id)));
  route(ops.stopRun, ({ actor, params }) => inTx(db, async (tx) => (await workforce.stopRun(tx, actor, params.id), {})));
}

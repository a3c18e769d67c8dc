/** Forecast, staffing, rota and what-if on the wire. */
import { workforce as ops } from '#contracts';
import { inTx } from '#core/kernel';
import type { RouteFn } from '../framework.ts';
import type { System } from '../wire.ts';

export function register(route: RouteFn, { db, workforce }: System): void {
  const { shifts } = workforce;
  route(ops.getForecast, ({ query }) => inTx(db, (tx) => workforce.forecast(tx, { day: query.day, language: query.language ?? '', channel: query.channel ?? '' })));
  route(ops.askForecast, ({ actor }) => inTx(db, (tx) => workforce.ask(tx, actor, 'forecast', {})));
  route(ops.askBacktest, ({ actor, body }) => inTx(db, (tx) => workforce.ask(tx, actor, 'backtest', body)));
  route(ops.listSpecialDays, ({ query }) => inTx(db, (tx) => workforce.specialDays(tx, query.from, query.to)));
  route(ops.putSpecialDay, ({ actor, params, body }) => inTx(db, async (tx) => (await workforce.putSpecialDay(tx, actor, params.day, body.name), {})));
  route(ops.removeSpecialDay, ({ actor, params }) => inTx(db, async (tx) => (await workforce.removeSpecialDay(tx, actor, params.day), {})));
  route(ops.listRuns, ({ query }) => inTx(db, (tx) => workforce.runs(tx, query.kind ?? null)));
  route(ops.readRun, ({ params }) => inTx(db, (tx) => workforce.run(tx, params.id)));
  route(ops.stopRun, ({ actor, params }) => inTx(db, async (tx) => (await workforce.stopRun(tx, actor, params.id), {})));

  route(ops.askStaffing, ({ actor, body }) => inTx(db, (tx) => workforce.ask(tx, actor, 'staffing', body)));
  route(ops.askRota, ({ actor, body }) => inTx(db, (tx) => workforce.ask(tx, actor, 'rota', body)));
  route(ops.askWhatIf, ({ actor, body }) => inTx(db, (tx) => workforce.ask(tx, actor, 'what_if', body)));
  route(ops.getRota, ({ query }) => inTx(db, (tx) => shifts.rota(tx, query.id)));
  route(ops.putRotaRules, ({ actor, body }) => inTx(db, async (tx) => (await workforce.putRules(tx, actor, body), {})));
  route(ops.publishRota, ({ actor, params }) => inTx(db, async (tx) => (await workforce.publishRota(tx, actor, params.id), {})));

  route(ops.getAdherence, ({ actor, query }) => inTx(db, (tx) => workforce.adherences.ofAll(tx, actor, query.day)));
  route(ops.getOwnAdherence, ({ actor, query }) => inTx(db, (tx) => workforce.adherences.own(tx, actor, query.day)));
  route(ops.listShifts, ({ actor }) => inTx(db, (tx) => shifts.mine(tx, actor)));
  route(ops.putWishes, ({ actor, body }) => inTx(db, async (tx) => (await shifts.putWishes(tx, actor, body), {})));
  route(ops.listTakers, ({ actor, params }) => inTx(db, (tx) => shifts.takers(tx, actor, params.shiftId)));
  route(ops.askSwap, ({ actor, params, body }) => inTx(db, (tx) => shifts.askSwap(tx, actor, params.shiftId, body.staffId)));
  route(ops.answerSwap, ({ actor, params, body }) => inTx(db, async (tx) => (await shifts.answer(tx, actor, params.id, body.answer), {})));
  route(ops.makeCalendarLink, ({ actor, request }) => inTx(db, async (tx) => ({ link: `${request.protocol}://${request.host}/api/public/calendar/${await shifts.makeLink(tx, actor)}` })));
  route(ops.removeCalendarLink, ({ actor }) => inTx(db, async (tx) => (await shifts.removeLink(tx, actor), {})));
  route(ops.readCalendar, async ({ params, reply }) => {
    const text = await inTx(db, (tx) => shifts.calendar(tx, params.secret));
    reply.type('text/calendar; charset=utf-8').header('cache-control', 'no-store').serializer((value: unknown) => String(value));
    return text;
  });
}

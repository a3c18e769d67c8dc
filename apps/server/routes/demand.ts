/** Legal demands on the wire, for the officer for data protection who records what counsel decides. */
import { demand as ops } from '#contracts';
import { inTx } from '#core/kernel';
import type { RouteFn } from '../framework.ts';
import type { System } from '../wire.ts';

export function register(route: RouteFn, { db, disclosure }: System): void {
  route(ops.registerDemand, ({ body, actor }) => inTx(db, (tx) => disclosure.registerDemand(tx, actor, body)));
  route(ops.listDemands, ({ actor }) => inTx(db, (tx) => disclosure.listDemands(tx, actor)));
  route(ops.readDemand, ({ params, actor }) => inTx(db, (tx) => disclosure.readDemand(tx, actor, params.number)));
  route(ops.decideItem, ({ params, body, actor }) => inTx(db, async (tx) => (await disclosure.decideItem(tx, actor, params.number, params.position, body), {})));
  route(ops.peopleForDemand, ({ params, body, actor }) => inTx(db, (tx) => disclosure.peopleForDemand(tx, actor, params.number, body.caseNumber)));
  route(ops.complyItem, ({ params, body, actor }) => inTx(db, (tx) => disclosure.complyItem(tx, actor, params.number, params.position, body)));
  route(ops.holdForDemand, ({ params, body, actor }) => inTx(db, async (tx) => (await disclosure.holdFor(tx, actor, params.number, body), {})));
  route(ops.liftHolds, ({ params, actor }) => inTx(db, async (tx) => (await disclosure.liftHolds(tx, actor, params.number), {})));
  route(ops.answerDemand, ({ params, actor }) => inTx(db, (tx) => disclosure.answerDemand(tx, actor, params.number)));
}

/** What people ask about themselves, on the wire. */
import { request as ops } from '#contracts';
import { inTx } from '#core/kernel';
import type { RouteFn } from '../framework.ts';
import type { System } from '../wire.ts';

export function register(route: RouteFn, { db, retention, jobs }: System): void {
  route(ops.registerRequest, ({ body, actor }) => inTx(db, (tx) => retention.register(tx, actor, body)));
  route(ops.peopleForRequest, ({ body, actor }) => inTx(db, (tx) => retention.peopleFor(tx, actor, body.caseNumber)));
  route(ops.listRequests, ({ actor }) => inTx(db, (tx) => retention.list(tx, actor)));
  route(ops.checkRequest, ({ params, actor }) => inTx(db, async (tx) => (await retention.check(tx, actor, params.number), {})));
  route(ops.readRetention, ({ actor }) => inTx(db, (tx) => retention.table(tx, actor)));
  route(ops.readRequest, ({ params, actor }) => inTx(db, (tx) => retention.read(tx, actor, params.number)));
  route(ops.openRequestItem, ({ params, actor }) => inTx(db, (tx) => retention.openItem(tx, actor, params.number, params.position)));
  route(ops.decideRequestItem, ({ params, body, actor }) => inTx(db, async (tx) => (await retention.decideItem(tx, actor, params.number, params.position, body.decision), {})));
  route(ops.giveRequest, ({ params, actor }) => inTx(db, (tx) => retention.give(tx, actor, params.number)));
  route(ops.eraseRequest, async ({ params, actor }) => {
    const answer = await inTx(db, (tx) => retention.erase(tx, actor, params.number));
    jobs.wake();
    return answer;
  });
}

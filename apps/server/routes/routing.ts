/** The line as supervisors see it, and what they set of routing. */
import { routing as ops } from '#contracts';
import { inTx } from '#core/kernel';
import type { RouteFn } from '../framework.ts';
import type { System } from '../wire.ts';

export function register(route: RouteFn, { db, contacts, staff, supervision }: System): void {
  route(ops.readLine, ({ actor }) => inTx(db, (tx) => supervision.line(tx, actor)));
  route(ops.pullForward, ({ params, body, actor }) => inTx(db, async (tx) => (await contacts.pullForward(tx, actor, params.contactId, body.reason), {})));
  route(ops.getRouting, ({ actor }) => inTx(db, (tx) => supervision.settings(tx, actor)));
  route(ops.putRouting, ({ body, actor }) => inTx(db, async (tx) => (await supervision.setRule(tx, actor, body), {})));
  route(ops.putSkills, ({ params, body, actor }) => inTx(db, async (tx) => (await supervision.setSkills(tx, actor, params.staffId, body), {})));
  route(ops.addBreak, ({ params, body, actor }) => inTx(db, (tx) => supervision.addBreak(tx, actor, params.staffId, { kind: body.kind, from: new Date(body.from), to: new Date(body.to) })));
  route(ops.removeBreak, ({ params, actor }) => inTx(db, async (tx) => (await supervision.removeBreak(tx, actor, params.id), {})));
  route(ops.givePause, ({ params, body, actor }) => inTx(db, async (tx) => (await staff.givePause(tx, actor, params.staffId, body.minutes * 60), {})));
  route(ops.endPause, ({ params, actor }) => inTx(db, async (tx) => (await staff.endPause(tx, actor, params.staffId), {})));
}

/** Cases on the wire: each route is one transaction around one command or query of core/case. */
import { case as ops } from '#contracts';
import { inTx } from '#core/kernel';
import type { RouteFn } from '../framework.ts';
import type { System } from '../wire.ts';

export function register(route: RouteFn, system: System): void {
  const { db, cases, referrals } = system;
  route(ops.openCase, ({ params, actor }) => inTx(db, (tx) => cases.open(tx, actor, params.contactId)));
  route(ops.listCases, ({ actor }) => inTx(db, (tx) => cases.list(tx, actor)));
  route(ops.readCase, ({ params, actor }) =>
    inTx(db, async (tx) => {
      const { id, ...read } = await cases.read(tx, actor, params.caseNumber);
      return { ...read, referrals: await referrals.ofCase(tx, actor, id) };
    }));
  route(ops.assignCase, ({ params, body, actor }) => inTx(db, async (tx) => (await cases.assign(tx, actor, params.caseNumber, body.staffId), {})));
  route(ops.addPerson, ({ params, body, actor }) => inTx(db, (tx) => cases.addPerson(tx, actor, params.caseNumber, body)));
  route(ops.writeField, ({ params, body, actor }) =>
    inTx(db, async (tx) => (await cases.writeField(tx, actor, params.caseNumber, params.personId, params.field, body.value), {})));
  route(ops.revealField, ({ params, body, actor }) => inTx(db, (tx) => cases.revealField(tx, actor, params.caseNumber, params.personId, params.field, body.purpose)));
  route(ops.addTask, ({ params, body, actor }) => inTx(db, (tx) => cases.addTask(tx, actor, params.caseNumber, body)));
  route(ops.completeTask, ({ params, actor }) => inTx(db, async (tx) => (await cases.completeTask(tx, actor, params.taskId), {})));
  route(ops.listTasks, ({ actor }) => inTx(db, (tx) => cases.tasks(tx, actor)));
}

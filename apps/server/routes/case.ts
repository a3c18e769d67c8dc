/** Cases on the wire: each route is one transaction around one command or query of core/case. */
import { case as ops } from '#contracts';
import { DOCUMENT_LARGEST } from '#core/case';
import { inTx } from '#core/kernel';
import type { RouteFn } from '../framework.ts';
import { takeUpload } from '../upload.ts';
import type { System } from '../wire.ts';

export function register(route: RouteFn, system: System): void {
  const { db, cases, referrals, disclosure } = system;
  route(ops.openCase, ({ params, actor }) => inTx(db, (tx) => cases.open(tx, actor, params.contactId)));
  route(ops.listCases, ({ actor }) => inTx(db, (tx) => cases.list(tx, actor)));
  route(ops.readCase, ({ params, actor }) =>
    inTx(db, async (tx) => {
      const { id, ...read } = await cases.read(tx, actor, params.caseNumber);
      return { ...read, referrals: await referrals.ofCase(tx, actor, id), disclosures: await disclosure.ofCase(tx, actor, id) };
    }));
  route(ops.assignCase, ({ params, body, actor }) => inTx(db, async (tx) => (await cases.assign(tx, actor, params.caseNumber, body.staffId), {})));
  route(ops.addPerson, ({ params, body, actor }) => inTx(db, (tx) => cases.addPerson(tx, actor, params.caseNumber, body)));
  route(ops.writeField, ({ params, body, actor }) =>
    inTx(db, async (tx) => (await cases.writeField(tx, actor, params.caseNumber, params.personId, params.field, body.value), {})));
  route(ops.revealField, ({ params, body, actor }) => inTx(db, (tx) => cases.revealField(tx, actor, params.caseNumber, params.personId, params.field, body.purpose)));
  route(ops.sealPlace, ({ params, body, actor }) => inTx(db, async (tx) => (await cases.putPlace(tx, actor, params.caseNumber, params.personId, body.text), {})));
  route(ops.askPlace, ({ params, body, actor }) => inTx(db, (tx) => cases.askPlace(tx, actor, params.caseNumber, params.personId, body)));
  route(ops.openPlace, ({ params, actor }) => inTx(db, async (tx) => {
    const opened = await cases.openPlace(tx, actor, params.caseNumber, params.personId, params.askId);
    await disclosure.recordOpened(tx, actor, params.askId);
    return opened;
  }));
  route(ops.addDocument, async ({ params, query, actor, request }) => {
    await inTx(db, (tx) => cases.mayAddDocument(tx, actor, params.caseNumber, params.personId));
    const bytes = await takeUpload(request, DOCUMENT_LARGEST);
    return inTx(db, (tx) => cases.addDocument(tx, actor, params.caseNumber, params.personId, query.kind, bytes)).finally(() => bytes.fill(0));
  });
  route(ops.openDocument, async ({ params, body, actor, reply }) => {
    const { type, bytes } = await inTx(db, (tx) => cases.openDocument(tx, actor, params.caseNumber, params.personId, params.documentId, body.purpose));
    // A picture and nothing else, whatever a browser makes of it: no name, no page, no script.
    reply.header('content-type', type).header('content-disposition', 'attachment; filename="document"').header('content-security-policy', "default-src 'none'; sandbox");
    return bytes;
  });
  route(ops.removeDocument, ({ params, actor }) => inTx(db, async (tx) => (await cases.removeDocument(tx, actor, params.caseNumber, params.personId, params.documentId), {})));
  route(ops.addTask, ({ params, body, actor }) => inTx(db, (tx) => cases.addTask(tx, actor, params.caseNumber, body)));
  route(ops.completeTask, ({ params, actor }) => inTx(db, async (tx) => (await cases.completeTask(tx, actor, params.taskId), {})));
  route(ops.listTasks, ({ actor }) => inTx(db, (tx) => cases.tasks(tx, actor)));
}

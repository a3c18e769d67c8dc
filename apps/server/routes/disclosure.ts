/** Disclosures on the wire: asking, the second person, the ledger, people on call, officials, and the partner's reading. */
import { disclosure as ops } from '#contracts';
import { inTx } from '#core/kernel';
import type { RouteFn } from '../framework.ts';
import type { System } from '../wire.ts';

export function register(route: RouteFn, system: System): void {
  const { db, disclosure } = system;
  const done = async (work: Promise<unknown>) => (await work, {});
  route(ops.disclosureOptions, ({ params, body, actor }) => inTx(db, (tx) => disclosure.options(tx, actor, params.caseNumber, body, body.sealed)));
  route(ops.previewDisclosure, ({ params, body, actor }) => inTx(db, (tx) => disclosure.preview(tx, actor, params.caseNumber, body)));
  route(ops.askDisclosure, ({ params, body, actor }) => inTx(db, (tx) => disclosure.ask(tx, actor, params.caseNumber, body)));
  route(ops.readDisclosure, ({ params, actor }) => inTx(db, (tx) => disclosure.read(tx, actor, params.number)));
  route(ops.approveDisclosure, ({ params, body, actor }) => inTx(db, (tx) => disclosure.approve(tx, actor, params.number, body.why)));
  route(ops.refuseDisclosure, ({ params, body, actor }) => inTx(db, (tx) => disclosure.refuse(tx, actor, params.number, body.why)));
  route(ops.handOverDisclosure, ({ params, actor }) => inTx(db, (tx) => disclosure.handOver(tx, actor, params.number)));
  route(ops.withdrawDisclosure, ({ params, actor }) => inTx(db, (tx) => disclosure.withdraw(tx, actor, params.number)));
  route(ops.tellChildSide, ({ params, body, actor }) => done(inTx(db, (tx) => disclosure.childSide(tx, actor, params.number, body.told ? { told: true } : { told: false, reason: body.reason ?? '' }))));
  route(ops.reviewDisclosure, ({ params, body, actor }) => done(inTx(db, (tx) => disclosure.review(tx, actor, params.number, body.right, body.words))));
  route(ops.listLedger, ({ actor }) => inTx(db, (tx) => disclosure.ledger(tx, actor)));
  route(ops.listApprovals, ({ actor }) => inTx(db, async (tx) => ({ ...(await disclosure.waiting(tx, actor)), sealed: await disclosure.sealedWaiting(tx, actor), ...(await disclosure.onCall(tx, actor)) })));
  route(ops.decideSealed, ({ params, body, actor }) => done(inTx(db, (tx) => disclosure.decideSealed(tx, actor, params.id, body.agree))));
  route(ops.putOnCall, ({ body, actor }) => done(inTx(db, (tx) => disclosure.putOnCall(tx, actor, body))));
  route(ops.removeOnCall, ({ params, actor }) => done(inTx(db, (tx) => disclosure.removeOnCall(tx, actor, params.id))));
  route(ops.passedOnLive, ({ params, body, actor }) => inTx(db, (tx) => disclosure.passedOnLive(tx, actor, params.contactId, body)));
  route(ops.findEmergency, ({ params, body, actor }) => inTx(db, (tx) => disclosure.findEmergency(tx, actor, params.contactId, body.place)));
  route(ops.callEmergency, async ({ params, body, actor }) => {
    const called = await inTx(db, (tx) => disclosure.callEmergency(tx, actor, params.contactId, body.officialId));
    system.settleCall?.(params.contactId);
    return called;
  });
  route(ops.previewEmergency, ({ params, body, actor }) => inTx(db, (tx) => disclosure.previewEmergency(tx, actor, params.contactId, params.number, body)));
  route(ops.sayEmergency, ({ params, body, actor }) => inTx(db, (tx) => disclosure.sayEmergency(tx, actor, params.contactId, params.number, body)));
  route(ops.listEmergencies, ({ params, actor }) => inTx(db, (tx) => disclosure.emergencies(tx, actor, params.contactId)));
  route(ops.findDuty, async ({ body }) => disclosure.findDuty(body.place));
  route(ops.previewReport, ({ params, body, actor }) => inTx(db, (tx) => disclosure.previewReport(tx, actor, params.caseNumber, body)));
  route(ops.startReport, ({ params, body, actor }) => inTx(db, (tx) => disclosure.startReport(tx, actor, params.caseNumber, body)));
  route(ops.listReports, ({ params, actor }) => inTx(db, (tx) => disclosure.reports(tx, actor, params.caseNumber)));
  route(ops.reportForm, ({ params, actor }) => inTx(db, (tx) => disclosure.reportForm(tx, actor, params.caseNumber, params.number)));
  route(ops.tellReport, ({ params, body, actor }) => inTx(db, (tx) => disclosure.tellReport(tx, actor, params.caseNumber, params.number, body)));
  route(ops.acknowledgeReport, ({ params, body, actor }) => inTx(db, (tx) => disclosure.acknowledgeReport(tx, actor, params.caseNumber, params.number, body.acknowledgement)));
  route(ops.dropReport, ({ params, actor }) => inTx(db, (tx) => disclosure.dropReport(tx, actor, params.caseNumber, params.number)));
  route(ops.listOfficials, () => inTx(db, async (tx) => ({ officials: await disclosure.officials(tx) })));
  route(ops.addOfficial, ({ body, actor }) => inTx(db, (tx) => disclosure.addOfficial(tx, actor, body)));
  route(ops.checkOfficial, ({ params, actor }) => done(inTx(db, (tx) => disclosure.checkOfficial(tx, actor, params.id))));
  route(ops.retireOfficial, ({ params, actor }) => done(inTx(db, (tx) => disclosure.retireOfficial(tx, actor, params.id))));
  route(ops.listPartnerDisclosures, ({ actor }) => inTx(db, (tx) => disclosure.listForPartner(tx, actor)));
  route(ops.readPartnerDisclosure, ({ params, actor }) => inTx(db, (tx) => disclosure.readForPartner(tx, actor, params.number)));
}

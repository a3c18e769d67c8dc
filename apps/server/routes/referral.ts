/** Referrals on the wire: the counsellor's side, the partner's, and the partner agency about itself. */
import { referral as ops } from '#contracts';
import { inTx, notFound } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { answerOf, reported } from '#core/referral';
import type { Answer } from '#core/referral';
import { readSigned } from '../framework.ts';
import type { RouteFn } from '../framework.ts';
import type { System } from '../wire.ts';

export function register(route: RouteFn, system: System): void {
  const { db, directory, referrals, staff } = system;
  route(ops.previewReferral, ({ params, body, actor }) => inTx(db, (tx) => referrals.preview(tx, actor, params.caseNumber, body)));
  route(ops.createReferral, ({ params, body, actor }) => inTx(db, (tx) => referrals.create(tx, actor, params.caseNumber, body)));
  route(ops.referAgain, ({ params, body, actor }) => inTx(db, (tx) => referrals.again(tx, actor, params.number, body.serviceAtLocationId)));
  route(ops.previewDraftReferral, ({ params, actor }) => inTx(db, (tx) => referrals.previewDraft(tx, actor, params.number)));
  route(ops.sendReferral, ({ params, body, actor }) => inTx(db, (tx) => referrals.sendDraft(tx, actor, params.number, body)));
  route(ops.revokeReferral, ({ params, actor }) => inTx(db, (tx) => referrals.revoke(tx, actor, params.number)));
  route(ops.recordReferralAnswer, ({ params, body, actor }) => inTx(db, (tx) => referrals.record(tx, actor, params.number, answerOf(body))));
  route(ops.openReferralCall, ({ params, body, actor }) => inTx(db, (tx) => referrals.calls.script(tx, actor, params.number, body.language)));
  route(ops.recordReferralCall, ({ params, body, actor }) => inTx(db, (tx) => referrals.calls.recordCall(tx, actor, params.number, body)));
  route(ops.readReferralRecipient, ({ params, actor }) => inTx(db, (tx) => referrals.recipient(tx, actor, params.number)));
  route(ops.otherServices, ({ params, actor }) => inTx(db, (tx) => referrals.others(tx, actor, params.number)));
  route(ops.readReferralMessages, ({ params, actor }) => inTx(db, (tx) => referrals.messages(tx, actor, params.number)));
  route(ops.writeReferralMessage, ({ params, body, actor }) => inTx(db, async (tx) => (await referrals.writeMessage(tx, actor, params.number, body), {})));
  route(ops.referralOptions, async () => referrals.options());
  route(ops.readClosedLoop, ({ query, actor }) => inTx(db, (tx) => referrals.loop(tx, actor, query)));

  const answer = (number: string, actor: Actor, given: Answer) => inTx(db, (tx) => referrals.answer(tx, actor, number, given));
  const done = async (work: Promise<unknown>) => (await work, {});
  route(ops.listWays, ({ actor }) => inTx(db, (tx) => referrals.machines.ways(tx, actor)));
  route(ops.setWay, ({ body, actor }) => inTx(db, (tx) => referrals.machines.setWay(tx, actor, body)));
  route(ops.checkWay, ({ params, actor }) => done(inTx(db, (tx) => referrals.machines.checkWay(tx, actor, params.id))));
  route(ops.showWayKey, ({ params, actor }) => inTx(db, (tx) => referrals.machines.wayKey(tx, actor, params.id)));
  route(ops.rotateWay, ({ params, actor }) => done(inTx(db, (tx) => referrals.machines.rotateWay(tx, actor, params.id))));
  route(ops.retireWay, ({ params, actor }) => done(inTx(db, (tx) => referrals.machines.retireWay(tx, actor, params.id))));
  route(ops.answerByMachine, ({ params, request, raw }) => {
    const header = (name: string): string => String(request.headers[`webhook-${name}`] ?? '');
    return done(inTx(db, (tx) => referrals.machines.take(tx, params.id, { id: header('id'), timestamp: header('timestamp'), signature: header('signature') }, raw, (bytes) => readSigned(ops.answerByMachine, bytes))));
  });
  route(ops.listPartnerReferrals, ({ actor }) => inTx(db, (tx) => referrals.listForPartner(tx, actor)));
  route(ops.readPartnerReferral, ({ params, actor }) => inTx(db, (tx) => referrals.readForPartner(tx, actor, params.number)));
  route(ops.acceptReferral, ({ params, actor }) => answer(params.number, actor, { kind: 'accept' }));
  route(ops.declineReferral, ({ params, body, actor }) => answer(params.number, actor, { kind: 'decline', why: body.why ?? 'other', reason: body.reason }));
  route(ops.waitlistReferral, ({ params, body, actor }) => answer(params.number, actor, { kind: 'waitlist', ...body }));
  route(ops.reportOutcome, ({ params, body, actor }) => answer(params.number, actor, reported(body.outcome, body.text)));
  route(ops.readPartnerMessages, ({ params, actor }) => inTx(db, (tx) => referrals.messagesForPartner(tx, actor, params.number)));
  route(ops.writePartnerMessage, ({ params, body, actor }) => inTx(db, async (tx) => (await referrals.writeFromPartner(tx, actor, params.number, body), {})));

  const { agency } = referrals;
  route(ops.listAgencyServices, ({ actor }) => inTx(db, (tx) => agency.services(tx, actor)));
  route(ops.keepAgencyService, ({ params, body, actor }) => inTx(db, async (tx) => (await agency.keep(tx, actor, params.id, body), {})));
  route(ops.readAgencyFigures, ({ actor }) => inTx(db, (tx) => agency.figures(tx, actor)));
  /** The agency of whoever asks, and what the directory knows of it. */
  const own = async (tx: Tx, actor: Actor) => {
    if (actor.kind !== 'partner') throw notFound();
    return { organizationId: actor.organizationId, participates: (await directory.participation.concerning(tx, [actor.organizationId])).has(actor.organizationId) };
  };
  route(ops.listColleagues, ({ actor }) => inTx(db, async (tx) => {
    const { organizationId } = await agency.own(tx, actor);
    return { people: (await staff.partners(tx, organizationId)).map((p) => ({ id: p.id, deskName: p.deskName, roles: p.partnerRoles, enrolled: p.enrolled, disabled: p.disabled, you: actor.kind === 'partner' && p.id === actor.id })) };
  }));
  route(ops.inviteColleague, ({ body, actor }) => inTx(db, async (tx) => ({ link: system.edge.enrolmentLink((await staff.invitePartner(tx, actor, { ...(await own(tx, actor)), ...body })).secret, 'partner') })));
  route(ops.changeColleague, ({ params, body, actor }) => inTx(db, async (tx) => (await staff.changePartner(tx, actor, params.id, { ...(await own(tx, actor)), ...body }), {})));
}

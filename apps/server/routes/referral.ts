/** Referrals on the wire: the counsellor's side and the partner's. */
import { referral as ops } from '#contracts';
import { inTx } from '#core/kernel';
import type { RouteFn } from '../framework.ts';
import type { System } from '../wire.ts';

export function register(route: RouteFn, system: System): void {
  const { db, referrals } = system;
  route(ops.previewReferral, ({ params, body, actor }) => inTx(db, (tx) => referrals.preview(tx, actor, params.caseNumber, body)));
  route(ops.createReferral, ({ params, body, actor }) => inTx(db, (tx) => referrals.create(tx, actor, params.caseNumber, body)));
  route(ops.revokeReferral, ({ params, actor }) => inTx(db, (tx) => referrals.revoke(tx, actor, params.number)));
  route(ops.listPartnerReferrals, ({ actor }) => inTx(db, (tx) => referrals.listForPartner(tx, actor)));
  route(ops.readPartnerReferral, ({ params, actor }) => inTx(db, (tx) => referrals.readForPartner(tx, actor, params.number)));
  route(ops.acceptReferral, ({ params, actor }) => inTx(db, (tx) => referrals.accept(tx, actor, params.number)));
  route(ops.declineReferral, ({ params, body, actor }) => inTx(db, (tx) => referrals.decline(tx, actor, params.number, body.reason)));
  route(ops.reportOutcome, ({ params, body, actor }) => inTx(db, (tx) => referrals.report(tx, actor, params.number, body.outcome, body.text)));
}

/** The directory, the partners' accounts and the local mailbox on the wire. */
import { directory as ops } from '#contracts';
import { inTx, notFound } from '#core/kernel';
import type { RouteFn } from '../framework.ts';
import type { System } from '../wire.ts';

export function register(route: RouteFn, system: System): void {
  const { db, directory, referrals, staff } = system;
  route(ops.searchDirectory, ({ query }) => inTx(db, (tx) => directory.search(tx, query)));
  route(ops.listPartners, () => inTx(db, async (tx) => ({ partners: await directory.organizations(tx) })));
  route(ops.invitePartner, ({ params, body, actor }) =>
    inTx(db, async (tx) => {
      if (!(await directory.organizations(tx)).some((o: { organizationId: string }) => o.organizationId === params.organizationId)) throw notFound();
      const { secret } = await staff.invitePartner(tx, actor, { organizationId: params.organizationId, deskName: body.deskName });
      return { link: system.edge.enrolmentLink(secret, 'partner') };
    }));
  route(ops.readMailbox, ({ actor }) => inTx(db, async (tx) => ({ messages: await referrals.mailbox(tx, actor) })));
}

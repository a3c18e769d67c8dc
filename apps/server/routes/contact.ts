/** Contacts, offers, chats and callbacks on the wire: each route is one transaction around one command or query of core/contact. */
import { contact as ops } from '#contracts';
import { HavenlineError, inTx } from '#core/kernel';
import { CHAT_COOKIE } from '../framework.ts';
import type { RouteFn, System } from '../system.ts';

export function register(route: RouteFn, system: System): void {
  const { db, contacts, statistics } = system;
  const settle = (id: string): void => system.settleCall?.(id);
  route(ops.getNow, ({ actor }) => inTx(db, (tx) => contacts.now(tx, actor)));
  route(ops.acceptOffer, async ({ params, actor }) => {
    const contactId = await inTx(db, (tx) => contacts.accept(tx, actor, params.offerId));
    settle(contactId);
    return { contactId };
  });
  route(ops.declineOffer, ({ params, actor }) => inTx(db, async (tx) => (await contacts.decline(tx, actor, params.offerId), {})));
  route(ops.readContact, ({ params, actor }) => inTx(db, (tx) => contacts.read(tx, actor, params.contactId)));
  route(ops.saveDraft, ({ params, body, actor }) => inTx(db, (tx) => contacts.saveDraft(tx, actor, params.contactId, body.revision, body.form)));
  const changed = async (id: string, state: Promise<string>) => {
    const done = { state: await state };
    settle(id);
    return done;
  };
  route(ops.setHold, ({ params, body, actor }) => changed(params.contactId, inTx(db, (tx) => contacts.control(tx, actor, params.contactId, { onHold: body.onHold }))));
  route(ops.setMute, ({ params, body, actor }) => changed(params.contactId, inTx(db, (tx) => contacts.control(tx, actor, params.contactId, { muted: body.muted }))));
  route(ops.endContact, ({ params, actor }) => changed(params.contactId, inTx(db, (tx) => contacts.end(tx, actor, params.contactId))));
  route(ops.extendWrapUp, ({ params, actor }) => changed(params.contactId, inTx(db, (tx) => contacts.extend(tx, actor, params.contactId))));
  route(ops.closeContact, ({ params, actor }) => changed(params.contactId, inTx(db, (tx) => contacts.close(tx, actor, params.contactId))));
  route(ops.listMessages, ({ params, query, actor }) => inTx(db, (tx) => contacts.messages(tx, actor, params.contactId, query.after ?? 0)));
  route(ops.sendMessage, ({ params, body, actor }) => inTx(db, (tx) => contacts.sendAsCounsellor(tx, actor, params.contactId, body)));
  route(ops.showTyping, ({ params, actor }) => inTx(db, async (tx) => (await contacts.typing(tx, actor, params.contactId), {})));
  route(ops.makeCode, ({ params, actor }) => inTx(db, (tx) => contacts.makeCode(tx, actor, params.contactId)));
  route(ops.listCallbacks, () => inTx(db, async (tx) => ({ callbacks: await contacts.callbacks(tx) })));
  route(ops.takeCallback, async ({ params, actor }) => {
    if (system.telephony.status().out !== true) {
      throw new HavenlineError('NoLineOut', 503, 'Calls out are not connected.', 'Tell the operator: start Havenline with --trunk and the address of the telephone company. The request stays in the list.');
    }
    const taken = await inTx(db, (tx) => contacts.takeCallback(tx, actor, params.callbackId));
    settle(taken.contactId);
    return taken;
  });
  route(ops.requestCallback, ({ body }) => inTx(db, async (tx) => (await contacts.requestCallback(tx, body), {})));
  route(ops.beginChat, async ({ body, reply, request }) => {
    const { secret, state, place } = await inTx(db, (tx) => contacts.beginChat(tx, body));
    reply.setCookie(CHAT_COOKIE, secret, { path: '/', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' });
    return { state, place };
  });
  route(ops.readChat, ({ query, actor }) => inTx(db, (tx) => contacts.readChat(tx, actor, query.after ?? 0)));
  route(ops.sendChatMessage, ({ body, actor }) => inTx(db, (tx) => contacts.sendAsCaller(tx, actor, body)));
  route(ops.showChatTyping, ({ actor }) => inTx(db, async (tx) => (await contacts.typing(tx, actor), {})));
  route(ops.endChat, ({ actor }) => inTx(db, (tx) => contacts.endChat(tx, actor)));
  route(ops.getWallboard, () => inTx(db, (tx) => statistics.wallboard(tx)));
  route(ops.streamChatEvents, async ({ actor, reply }) => {
    const own = actor.kind === 'caller' ? `chat:${actor.contactId}` : '';
    system.live.stream(reply, (topic) => topic === own);
  });
}

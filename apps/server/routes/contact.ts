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
  const followed = async (id: string, work: Promise<unknown> = Promise.resolve()) => {
    await work;
    settle(id);
    return {};
  };
  route(ops.setHold, ({ params, body, actor }) => changed(params.contactId, inTx(db, (tx) => contacts.control(tx, actor, params.contactId, { onHold: body.onHold }))));
  route(ops.setMute, ({ params, body, actor }) => changed(params.contactId, inTx(db, (tx) => contacts.control(tx, actor, params.contactId, { muted: body.muted }))));
  route(ops.endContact, ({ params, actor }) => changed(params.contactId, inTx(db, (tx) => contacts.end(tx, actor, params.contactId))));
  route(ops.extendWrapUp, ({ params, actor }) => changed(params.contactId, inTx(db, (tx) => contacts.extend(tx, actor, params.contactId))));
  route(ops.closeContact, ({ params, actor }) => changed(params.contactId, inTx(db, (tx) => contacts.close(tx, actor, params.contactId))));
  route(ops.askParty, ({ params, body, actor }) => followed(params.contactId, inTx(db, (tx) => contacts.askParty(tx, actor, params.contactId, body))));
  route(ops.joinParty, async ({ params, actor }) => followed((await inTx(db, (tx) => contacts.joinParty(tx, actor, params.partyId))).contactId));
  route(ops.leaveParty, async ({ params, actor }) => followed((await inTx(db, (tx) => contacts.leaveParty(tx, actor, params.partyId))).contactId));
  route(ops.handOver, ({ params, body, actor }) => changed(params.contactId, inTx(db, (tx) => contacts.handOver(tx, actor, params.contactId, body.partyId))));
  route(ops.transferContact, ({ params, body, actor }) => changed(params.contactId, inTx(db, (tx) => contacts.transfer(tx, actor, params.contactId, body))));
  route(ops.askHelp, ({ params, body, actor }) => inTx(db, async (tx) => (await contacts.askHelp(tx, actor, params.contactId, body.on), {})));
  route(ops.markOfficial, ({ params, body, actor }) => inTx(db, async (tx) => (await contacts.saysOfficial(tx, actor, params.contactId, body.on), {})));
  route(ops.carryFromOfficial, ({ params, actor }) => inTx(db, async (tx) => (await system.disclosure.carryMessage(tx, actor, params.contactId), {})));
  route(ops.handOnNeed, ({ params, body, actor }) => inTx(db, async (tx) => (await system.disclosure.handOnNeed(tx, actor, params.contactId, body), {})));
  route(ops.callBackOfficial, ({ params, body, actor }) => inTx(db, async (tx) => (await system.disclosure.callBackOfficial(tx, actor, params.contactId, body.officialId), {})));
  route(ops.markDuress, ({ params, body, actor }) => inTx(db, async (tx) => (await contacts.duress(tx, actor, params.contactId, body.on), {})));
  route(ops.askForTaps, async ({ params, actor }) => {
    // Whoever answers before the question is over is heard: the alert stands before it is spoken.
    await inTx(db, (tx) => contacts.duress(tx, actor, params.contactId, true));
    await system.channel.askForTaps(params.contactId);
    return {};
  });
  route(ops.listVoices, ({ params, actor }) => inTx(db, (tx) => contacts.voices(tx, actor, params.contactId)));
  route(ops.listTalks, ({ actor }) => inTx(db, async (tx) => ({ talks: await contacts.talks(tx, actor), blocks: await contacts.blocks(tx) })));
  route(ops.listenIn, ({ params, body, actor }) => followed(params.contactId, inTx(db, (tx) => contacts.listenIn(tx, actor, params.contactId, body.mode, body.purpose))));
  route(ops.machineAnswered, ({ params, actor }) => followed(params.contactId, inTx(db, (tx) => contacts.machineAnswered(tx, actor, params.contactId))));
  route(ops.disposeContact, ({ params, body, actor }) => changed(params.contactId, inTx(db, (tx) => contacts.dispose(tx, actor, params.contactId, body.as))));
  route(ops.proposeBlock, async ({ params, actor }) => {
    await inTx(db, (tx) => contacts.own(tx, actor, params.contactId, 'contact.write'));
    const number = await system.channel.numberOf(params.contactId);
    return inTx(db, async (tx) => (await contacts.proposeBlock(tx, actor, params.contactId, number), {}));
  });
  route(ops.decideBlock, ({ params, body, actor }) => inTx(db, async (tx) => (await contacts.decideBlock(tx, actor, params.blockId, body.approve), {})));
  route(ops.listMessages, ({ params, query, actor }) => inTx(db, (tx) => contacts.messages(tx, actor, params.contactId, query.after ?? 0)));
  route(ops.sendMessage, ({ params, body, actor }) => inTx(db, (tx) => contacts.sendAsCounsellor(tx, actor, params.contactId, body)));
  route(ops.showTyping, ({ params, actor }) => inTx(db, async (tx) => (await contacts.typing(tx, actor, params.contactId), {})));
  route(ops.makeCode, ({ params, actor }) => inTx(db, (tx) => contacts.makeCode(tx, actor, params.contactId)));
  route(ops.listCallbacks, () => inTx(db, async (tx) => ({ callbacks: await contacts.callbacks(tx) })));
  route(ops.takeCallback, async ({ params, actor }) => {
    if (system.telephonyState().out !== true) {
      throw new HavenlineError('NoLineOut', 503, 'Calls out are not connected.', 'Tell the operator: start Havenline with --trunk and the address of the telephone company. The request stays in the list.');
    }
    const taken = await inTx(db, (tx) => contacts.takeCallback(tx, actor, params.callbackId));
    settle(taken.contactId);
    return taken;
  });
  route(ops.requestCallback, ({ body }) => inTx(db, async (tx) => (await contacts.requestCallback(tx, body), {})));
  route(ops.beginWebCall, async ({ body }) => {
    const status = system.telephonyState();
    if (!status.up || system.edge.softphone === null || !system.webCalls) throw new HavenlineError('TelephoneNotConnected', 503, 'The telephone is not connected now.', 'Write to us in the chat, or try again in a minute.');
    return { ...(await system.webCalls.issue(body.language, body.onlyWrites === true)), domain: system.edge.softphone.domain };
  });
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
  route(ops.exportFigures, ({ actor, query }) => inTx(db, (tx) => statistics.export(tx, actor, query.day)));
  route(ops.streamChatEvents, async ({ actor, reply }) => {
    const own = actor.kind === 'caller' ? `chat:${actor.contactId}` : '';
    system.live.stream(reply, (topic) => topic === own);
  });
}

/** Recordings and messages on the wire. Sound leaves as an answer that is kept nowhere, never as a file with a name. */
import { recording as ops } from '#contracts';
import { hasRole, inTx } from '#core/kernel';
import type { FastifyReply } from 'fastify';
import type { RouteFn, System } from '../system.ts';
import { wavOfUlaw } from '../prompts.ts';

export function register(route: RouteFn, system: System): void {
  const { db, contacts } = system;
  /** The log entry is committed before the first byte leaves. */
  const play = async (reply: FastifyReply, sound: Promise<Buffer>): Promise<Buffer> => {
    const wav = wavOfUlaw(await sound);
    reply.type('audio/wav').header('content-disposition', 'inline').serializer((x: unknown) => x as string);
    return wav;
  };
  route(ops.getRecordingSetting, () => inTx(db, (tx) => contacts.recordingSetting(tx)));
  route(ops.putRecordingSetting, ({ actor, body }) => inTx(db, async (tx) => (await contacts.setRecording(tx, actor, body), {})));
  // The server that drives the call is told by the transaction itself.
  route(ops.askRecording, ({ actor, params }) => inTx(db, async (tx) => (await contacts.askRecording(tx, actor, params.contactId), {})));
  route(ops.answerRecording, ({ actor, params, body }) => inTx(db, async (tx) => (await contacts.answerRecording(tx, actor, params.contactId, body.answer), {})));
  route(ops.answerRecordingOfParty, ({ actor, params, body }) => inTx(db, async (tx) => (await contacts.answerRecordingOfParty(tx, actor, params.partyId, body.answer), {})));
  route(ops.listRecordings, ({ actor }) => inTx(db, async (tx) => ({ all: hasRole(actor, 'supervisor') ? await contacts.recordings(tx, actor) : null, own: await contacts.ownRecordings(tx, actor) })));
  route(ops.listenToRecording, ({ actor, params, body, reply }) => play(reply, inTx(db, (tx) => contacts.listenTo(tx, actor, params.recordingId, body.purpose))));
  route(ops.listMessagesLeft, ({ actor }) => inTx(db, async (tx) => ({ messages: await contacts.messagesLeft(tx, actor) })));
  route(ops.listenToMessage, ({ actor, params, reply }) => play(reply, inTx(db, (tx) => contacts.listenToMessage(tx, actor, params.recordingId))));
  route(ops.messageDone, ({ actor, params }) => inTx(db, async (tx) => (await contacts.messageDone(tx, actor, params.recordingId), {})));
}

/**
 * What comes back from a partner's machine: signed with a key of the way's own, taken once by its name, and then done by the very commands that the portal uses.
 * Before the signature is believed nothing is looked up but the way; whoever has no key learns nothing, by words or by time, and is not written down.
 */
import { createHash } from 'node:crypto';
import { conflict, invalid, notFound } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import type { answeringOf } from './answering.ts';
import type { messagesOfReferrals } from './messages.ts';
import { uuidOf } from './fhir.ts';
import type { ReferralDeps } from './ports.ts';
import { answerOf } from './referral.ts';
import type { DeclineReason } from './referral.ts';
import { believed, validSecrets } from './webhook.ts';
import type { Signed } from './webhook.ts';
import * as ways from './way-repository.ts';

/** What a machine says, after its signature was believed. */
export interface Said { referral: string; kind: 'received' | 'accept' | 'decline' | 'waitlist' | 'report' | 'message'; why?: DeclineReason | undefined; until?: string | undefined; outcome?: string | undefined; text?: string | undefined }
/** A way that does not exist is reckoned like one that does. */
const NO_WAY = { id: 'none', keyVersion: 1, rotatedAt: null };


export function inboundOf({ clock, signingKey }: ReferralDeps, answering: Pick<ReturnType<typeof answeringOf>, 'answerByMachine'>, messages: Pick<ReturnType<typeof messagesOfReferrals>, 'writeFromPartner'>) {
  return {
    /** Takes one signed message. `read` makes sense of the bytes, and is asked only once they are believed. @throws NotFound, MessageReused, ReferralMoved, UnknownTime, UnknownOutcome */
    async take(tx: Tx, wayId: string, signed: Signed, raw: Buffer, read: (raw: Buffer) => Said): Promise<void> {
      const now = clock.now();
      const found = await ways.seeWay(tx, wayId);
      const way = found?.second_checked_by ? found : undefined;
      const secrets = validSecrets(signingKey, way ? { id: way.id, keyVersion: way.key_version, rotatedAt: way.rotated_at } : NO_WAY, now, 'answer');
      if (!believed(secrets, signed, raw, now) || !way) throw notFound();
      const said = read(raw);
      const known = await ways.takeAnswer(tx, { wayId: way.id, messageId: signed.id, sha256: createHash('sha256').update(raw).digest('hex'), at: now });
      if (known === 'same') return;
      if (known === 'other') throw conflict('MessageReused', 'This name was given to another message before.', 'Give each message a name of its own.');
      const machine: Actor = { kind: 'partner', id: way.id, organizationId: way.organization_id, roles: ['answers'] };
      const text = said.text ?? '';
      if (said.kind === 'message' && text.trim() === '') throw invalid('Invalid', 'A message without words cannot be used.', 'Write what you want to say.');
      if (said.kind === 'message') await messages.writeFromPartner(tx, machine, said.referral, { clientId: uuidOf(way.id, signed.id), text });
      else if (said.kind === 'received') await answering.answerByMachine(tx, machine, said.referral, { kind: 'received' });
      else await answering.answerByMachine(tx, machine, said.referral, answerOf({ ...said, kind: said.kind, text }));
    },
  };
}

import { generateAuthenticationOptions, generateRegistrationOptions, verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { HavenlineError, newId, plusSeconds, publish } from '../kernel/index.ts';
import type { Tx } from '../kernel/index.ts';
import { hashOf } from './hash.ts';
import type { StaffDeps } from './ports.ts';
import * as rows from './repository.ts';
import type { Sessions } from './sessions.ts';

/** Wrong, used and old links are one answer. */
export const linkNotValid = (): HavenlineError =>
  new HavenlineError('LinkNotValid', 410, 'This link does not work: it was used, is older than a day, or is incomplete.', 'Ask an administrator for a new link.');
export const passkeyNotAccepted = (): HavenlineError =>
  new HavenlineError('PasskeyNotAccepted', 401, 'The passkey was not accepted.', 'Try again with the passkey of this centre, and confirm with fingerprint, face or PIN. If it is lost, ask an administrator for a recovery link.');

export interface Ceremonies {
  beginEnrolment(tx: Tx, token: string): Promise<{ options: object; deskName: string; kind: 'staff' | 'partner' }>;
  /** Keeps the passkey, uses the link up and signs in. */
  finishEnrolment(tx: Tx, token: string, response: object): Promise<{ accountId: string; sessionSecret: string }>;
  beginSignIn(tx: Tx): Promise<{ options: object; ceremonyId: string }>;
  finishSignIn(tx: Tx, ceremonyId: string, response: object): Promise<{ accountId: string; sessionSecret: string }>;
}

const CEREMONY_SECONDS = 300;

/** Both WebAuthn ceremonies. User verification is required in the options and checked in the answer. */
export function createCeremonies({ clock, random, audit, relyingParty }: StaffDeps, sessions: Sessions): Ceremonies {
  const openLink = async (tx: Tx, token: string): Promise<{ link: rows.LinkRow; account: rows.AccountRow }> => {
    const link = await rows.lockLink(tx, hashOf(token));
    if (!link || link.used_at !== null || link.expires_at <= clock.now()) throw linkNotValid();
    const account = await rows.lockAccount(tx, link.account_id);
    if (!account || account.disabled_at !== null) throw linkNotValid();
    return { link, account };
  };
  return {
    async beginEnrolment(tx, token) {
      const { link, account } = await openLink(tx, token);
      const options = await generateRegistrationOptions({
        rpName: relyingParty.name,
        rpID: relyingParty.id,
        userName: account.desk_name,
        userID: new Uint8Array(Buffer.from(account.id)),
        challenge: new Uint8Array(random.bytes(32)),
        attestationType: 'none',
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
      await rows.updateLink(tx, link.id, { challenge: options.challenge });
      return { options, deskName: account.desk_name, kind: account.kind };
    },
    async finishEnrolment(tx, token, response) {
      const { link, account } = await openLink(tx, token);
      if (link.challenge === null) throw linkNotValid();
      const verified = await verifyRegistrationResponse({
        response: response as never, expectedChallenge: link.challenge, expectedOrigin: relyingParty.origins, expectedRPID: relyingParty.id, requireUserVerification: true,
      }).catch(() => null);
      if (!verified?.verified || !verified.registrationInfo?.userVerified) throw passkeyNotAccepted();
      const now = clock.now();
      const { credential } = verified.registrationInfo;
      if (await rows.lockCredential(tx, credential.id)) throw passkeyNotAccepted();
      // A recovery link means that the old passkey is lost, perhaps in other hands.
      await rows.deleteCredentials(tx, account.id);
      const lost = link.kind === 'recovery';
      if (lost) await rows.endSessions(tx, account.id, now);
      await rows.insertCredential(tx, {
        id: credential.id, account_id: account.id, public_key: Buffer.from(credential.publicKey), counter: credential.counter, transports: credential.transports ?? [], created_at: now, last_used_at: now,
      });
      await rows.useUpLinks(tx, account.id, now);
      await rows.updateAccount(tx, account.id, { enrolled_at: account.enrolled_at ?? now });
      await audit.append(tx, {
        actor: account.kind === 'staff' ? { kind: 'staff', id: account.id, roles: account.roles, deskName: account.desk_name } : { kind: 'partner', id: account.id, organizationId: account.organization_id!, roles: account.partner_roles },
        purpose: 'system-operation', action: lost ? 'recover-passkey' : 'enrol-passkey', subject: { type: 'Staff', id: account.id }, outcome: 'done',
      });
      await publish(tx, 'centre');
      return { accountId: account.id, sessionSecret: await sessions.beginSession(tx, account.id) };
    },
    async beginSignIn(tx) {
      const options = await generateAuthenticationOptions({ rpID: relyingParty.id, userVerification: 'required', challenge: new Uint8Array(random.bytes(32)) });
      const id = newId(clock, random);
      await rows.insertCeremony(tx, { id, challenge: options.challenge, expires_at: plusSeconds(clock.now(), CEREMONY_SECONDS) }, clock.now());
      return { options, ceremonyId: id };
    },
    async finishSignIn(tx, ceremonyId, response) {
      const ceremony = await rows.takeCeremony(tx, ceremonyId);
      if (!ceremony || ceremony.expires_at <= clock.now()) throw passkeyNotAccepted();
      const id = (response as { id?: unknown }).id;
      const credential = typeof id === 'string' ? await rows.lockCredential(tx, id) : undefined;
      if (!credential) throw passkeyNotAccepted();
      const verified = await verifyAuthenticationResponse({
        response: response as never, expectedChallenge: ceremony.challenge, expectedOrigin: relyingParty.origins, expectedRPID: relyingParty.id, requireUserVerification: true,
        credential: { id: credential.id, publicKey: new Uint8Array(credential.public_key), counter: credential.counter, transports: credential.transports as never },
      }).catch(() => null);
      if (!verified?.verified || !verified.authenticationInfo.userVerified) throw passkeyNotAccepted();
      const account = await rows.selectAccount(tx, credential.account_id);
      if (!account || account.disabled_at !== null) throw passkeyNotAccepted();
      await rows.updateCredential(tx, credential.id, verified.authenticationInfo.newCounter, clock.now());
      return { accountId: account.id, sessionSecret: await sessions.beginSession(tx, account.id) };
    },
  };
}

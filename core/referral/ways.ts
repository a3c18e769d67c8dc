/** A partner's own machine: one sets its address up, another checks it; only then anything goes there. Its key is shown to those who set it up, and changed without a gap. */
import { invalid, newId, notFound } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import type { ReferralDeps } from './ports.ts';
import { bearerToken, OVERLAP_SECONDS, webhookSecret } from './webhook.ts';
import * as rows from './way-repository.ts';

const ALL = { type: 'Partner', id: 'ways', attrs: {} };

export function waysOf({ clock, random, audit, access, directory, signingKey }: ReferralDeps) {
  async function may(tx: Tx, actor: Actor, action: string, id = 'ways'): Promise<Extract<Actor, { kind: 'staff' }>> {
    if (actor.kind !== 'staff') throw notFound();
    await access.authorize(tx, { actor, purpose: 'system-operation', action: 'way.write', subject: ALL });
    if (action !== 'list') await audit.append(tx, { actor, purpose: 'system-operation', action: `way.${action}`, subject: { type: 'Partner', id }, outcome: 'done' });
    return actor;
  }
  async function must(tx: Tx, id: string): Promise<rows.WayRow> {
    const way = await rows.lockWay(tx, id);
    if (!way) throw notFound();
    return way;
  }
  return {
    /** The ways, who set and checked them, and how the newest messages went. Nothing of a referral but its number. */
    async ways(tx: Tx, actor: Actor) {
      const me = await may(tx, actor, 'list');
      const names = new Map((await rows.ways(tx)).map((w) => [w.id, w]));
      return {
        ways: [...names.values()].map((w) => ({ id: w.id, organization: w.organization, kind: w.kind, url: w.url, setBy: w.set_by_name ?? '', setAt: w.set_at.toISOString(), checkedBy: w.second_name, live: w.second_checked_by !== null, yours: w.set_by === me.id, keyVersion: w.key_version, rotatedAt: w.rotated_at?.toISOString() ?? null })),
        deliveries: (await rows.deliveries(tx, 50)).map((d) => ({ id: d.id, notice: d.notice, at: d.at.toISOString(), state: d.state, attempts: d.attempts, error: d.error })),
      };
    },
    /** The first of two people. @throws AddressUnusable, EnforcementPartner */
    async setWay(tx: Tx, actor: Actor, w: { organizationId: string; url: string; kind?: rows.WayKind | undefined }): Promise<{ id: string }> {
      const id = newId(clock, random);
      const me = await may(tx, actor, 'set', id);
      const url = w.url.trim();
      if (!(URL.canParse(url) && new URL(url).protocol === 'https:' && new URL(url).username === '')) throw invalid('AddressUnusable', 'Referrals go to an address that begins with https alone, without a name or password in it.', 'Write the address that the partner gave you.');
      // A FHIR server is named by its base: the paths are the standard's.
      if (w.kind === 'fhir' && (new URL(url).search !== '' || new URL(url).hash !== '')) throw invalid('AddressUnusable', 'This is not the base address of a FHIR server: it has a question mark or a number sign in it.', 'Write the base address that the partner gave you.');
      const organization = (await directory.organizations(tx)).find((o) => o.organizationId === w.organizationId);
      if (!organization) throw notFound();
      if (organization.enforcementParticipation) throw invalid('EnforcementPartner', 'This organization takes part in immigration enforcement. It gets no referral.', 'Choose another organization.');
      await rows.insertWay(tx, { id, organization_id: w.organizationId, kind: w.kind ?? 'webhook', url: w.kind === 'fhir' ? url.replace(/\/+$/, '') : url, key_version: 1, rotated_at: null, set_by: me.id, set_at: clock.now(), second_checked_by: null, second_checked_at: null, retired_at: null });
      return { id };
    },
    /** The second: somebody else, who asked the partner on another way whether the address is theirs. @throws SecondPersonNeeded */
    async checkWay(tx: Tx, actor: Actor, id: string): Promise<void> {
      const way = await must(tx, id);
      const me = await may(tx, actor, 'check', id);
      if (way.set_by === me.id) throw invalid('SecondPersonNeeded', 'You set this address up.', 'Let a colleague check it.');
      const now = clock.now();
      await rows.retireOthers(tx, way, now);
      await rows.saveWay(tx, { ...way, second_checked_by: me.id, second_checked_at: now });
    },
    /** The key that this way's messages are signed with, and the one for its answers, to be given to the partner on another way. Each showing is in the log. */
    async wayKey(tx: Tx, actor: Actor, id: string): Promise<{ key: string; answerKey: string; bearer: string | null }> {
      const way = await must(tx, id);
      await may(tx, actor, 'key-shown', id);
      return { key: webhookSecret(signingKey, way.id, way.key_version), answerKey: webhookSecret(signingKey, way.id, way.key_version, 'answer'), bearer: way.kind === 'fhir' ? bearerToken(signingKey, way.id, way.key_version) : null };
    },
    /** A new key; the one before is good for a day more. @throws KeyJustChanged */
    async rotateWay(tx: Tx, actor: Actor, id: string): Promise<void> {
      const way = await must(tx, id);
      await may(tx, actor, 'key-changed', id);
      const now = clock.now();
      if (way.rotated_at && now.getTime() < way.rotated_at.getTime() + OVERLAP_SECONDS * 1000) throw invalid('KeyJustChanged', 'The key was changed less than a day ago: the one before is still in use.', 'Wait until the day is over; if the key is lost to somebody, take the way away.');
      await rows.saveWay(tx, { ...way, key_version: way.key_version + 1, rotated_at: now });
    },
    /** Nothing goes there any more. */
    async retireWay(tx: Tx, actor: Actor, id: string): Promise<void> {
      const way = await must(tx, id);
      await may(tx, actor, 'taken-away', id);
      await rows.saveWay(tx, { ...way, retired_at: clock.now() });
    },
  };
}

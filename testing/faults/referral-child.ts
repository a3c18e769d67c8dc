/**
 * Sends, answers, writes, calls, asks machines and brings mail until it is killed (referrals.ts). Several ways at once, so that kills hit every moment. What is acknowledged is said at once.
 * One service answers in the portal and by signed messages, one is told by telephone, one has a FHIR server.
 */
import { writeSync } from 'node:fs';
import { createSmtpMailer } from '#adapters/messaging';
import { newId } from '#core/kernel';
import type { Tx } from '#core/kernel';
import type { Said } from '../../core/referral/inbound.ts';
import { webhookHeaders } from '../../core/referral/webhook.ts';
import { systemRandom } from '#adapters/clock';
import { createCasework } from '#testing/casework';
import { trusting } from '#testing/receiver';
import { servicesOf } from './referral-services.ts';

const [appUrl = '', dataDir = '', port = '', start = ''] = process.argv.slice(2);
const centre = await createCasework({ mailer: createSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from: 'centre@havenline.example' }), post: trusting, existing: { appUrl, dataDir, now: new Date(start) } });
const { tx, referrals } = centre;
const [ana, ada] = [centre.staff('Ana', 'counsellor'), centre.staff('Ada', 'administrator')];
const { portal, phone, fhir } = servicesOf(centre);
const partner = centre.partner(portal.organizationId);
const way = (await tx((t) => referrals.machines.ways(t, ada))).ways.find((w) => w.organization === portal.organization && w.live)!.id;
const { answerKey } = await tx((t) => referrals.machines.wayKey(t, ada, way));
const say = (...words: string[]): void => void writeSync(1, `${words.join(' ')}\n`);
const id = (): string => newId({ now: () => new Date() }, systemRandom);
const dice = (n: number): number => systemRandom.bytes(1)[0]! % n;
/** The machine of the service says something, under this name. */
function bySigned(t: Tx, name: string, said: Said): Promise<void> {
  const body = JSON.stringify(said);
  const h = webhookHeaders([answerKey], name, centre.now(), body);
  return referrals.machines.take(t, way, { id: name, timestamp: h['webhook-timestamp']!, signature: h['webhook-signature']! }, Buffer.from(body), (raw) => JSON.parse(raw.toString()) as Said);
}

const working = async (): Promise<never> => {
  const opened = await centre.caseOf(ana);
  const request = { need: 'legal_aid', urgency: 'now' as const, fields: [{ personId: opened.childId, field: 'name' }], consent: { by: 'the child', how: 'on the phone', saidAt: '2026-02-01T09:00:00Z' } };
  for (;;) {
    const to = [portal, portal, phone, fhir][dice(4)]!;
    const { number } = await tx((t) => referrals.create(t, ana, opened.number, { ...request, serviceAtLocationId: to.serviceAtLocationId }));
    say('sent', number, to.serviceAtLocationId);
    const clientId = id();
    if (to === fhir) {
      if (dice(3) === 0) { await tx((t) => referrals.revoke(t, ana, number)); say('revoked', number); }
      continue;
    }
    if (to === phone) {
      const { sha256 } = await tx((t) => referrals.calls.script(t, ana, number, 'en'));
      // A lost answer: the screen says it again.
      for (let n = 0; n < 2; n += 1) await tx((t) => referrals.calls.recordCall(t, ana, number, { clientId, reached: 'intake', said: 'accept', language: 'en', read: sha256, text: '' }));
      say('accepted', number, clientId);
      continue;
    }
    if (dice(2) === 0) { await tx((t) => referrals.writeFromPartner(t, partner, number, { clientId, text: 'Synthetic.' })); say('message', number, clientId); }
    if (dice(3) === 0) continue;
    // In the portal, or by the machine, which says it twice under one name.
    if (dice(2) === 0) await tx((t) => referrals.answer(t, partner, number, { kind: 'accept' }));
    else { await tx((t) => bySigned(t, clientId, { referral: number, kind: 'accept' })); await tx((t) => bySigned(t, clientId, { referral: number, kind: 'accept' })); }
    say('accepted', number);
    if (dice(2) === 0) { await tx((t) => referrals.revoke(t, ana, number)); say('revoked', number); }
  }
};
const bringing = async (): Promise<never> => {
  for (;;) await centre.pass(5);
};
await Promise.all([working(), working(), bringing(), bringing()]);

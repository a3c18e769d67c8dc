/** Sends, answers, writes and brings mail until it is killed (referrals.ts). Several ways at once, so that kills hit every moment. What is acknowledged is said at once. */
import { writeSync } from 'node:fs';
import { createSmtpMailer } from '#adapters/messaging';
import { newId } from '#core/kernel';
import { systemRandom } from '#adapters/clock';
import { createCasework } from '#testing/casework';

const [appUrl = '', dataDir = '', port = '', start = ''] = process.argv.slice(2);
const centre = await createCasework({ mailer: createSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from: 'centre@havenline.example' }), existing: { appUrl, dataDir, now: new Date(start) } });
const { tx, referrals } = centre;
const ana = centre.staff('Ana', 'counsellor');
const service = centre.services.find((s) => s.enforcementParticipation === null && !s.residential)!;
const partner = centre.partner(service.organizationId);
const say = (...words: string[]): void => void writeSync(1, `${words.join(' ')}\n`);
const id = (): string => newId({ now: () => new Date() }, systemRandom);
const dice = (n: number): number => systemRandom.bytes(1)[0]! % n;

const working = async (): Promise<never> => {
  const opened = await centre.caseOf(ana);
  const request = { serviceAtLocationId: service.serviceAtLocationId, need: 'legal_aid', urgency: 'now' as const, fields: [{ personId: opened.childId, field: 'name' }], consent: { by: 'the child', how: 'on the phone', saidAt: '2026-02-01T09:00:00Z' } };
  for (;;) {
    const { number } = await tx((t) => referrals.create(t, ana, opened.number, request));
    say('sent', number);
    const clientId = id();
    if (dice(2) === 0) { await tx((t) => referrals.writeFromPartner(t, partner, number, { clientId, text: 'Synthetic.' })); say('message', number, clientId); }
    if (dice(3) === 0) continue;
    await tx((t) => referrals.answer(t, partner, number, { kind: 'accept' }));
    say('accepted', number);
    if (dice(2) === 0) { await tx((t) => referrals.revoke(t, ana, number)); say('revoked', number); }
  }
};
const bringing = async (): Promise<never> => {
  for (;;) await centre.pass(5);
};
await Promise.all([working(), working(), bringing(), bringing()]);

/** The simulated counsellors: the centre accepts for them, a SIP agent answers for them, and they write down what they did, through the same commands as everybody. */
import { inTx, newId } from '#core/kernel';
import type { Actor, LiveEvent } from '#core/kernel';
import { TAXONOMY } from '#core/contact';
import type { System } from '../../server/wire.ts';
import { lasting, WRAP_UP_MINUTES } from './pace.ts';
import { AGREED, deskName, LINES, NOTES } from './words.ts';

export type Counsellor = Extract<Actor, { kind: 'staff' }>;
const SETUP: Actor = { kind: 'system', name: 'setup' };

export interface Simulation {
  system: System;
  speed: number;
  /** In (0, 1). */
  uniform: () => number;
  /** Runs `work` after so many seconds, unless the demonstration has stopped. */
  after: (seconds: number, work: () => Promise<unknown>) => void;
  pick: <T>(list: readonly T[]) => T;
}

/** The centre's own settings and `count` simulated counsellors; those of an earlier demonstration are used again. */
export async function engage({ system }: Simulation, count: number): Promise<Counsellor[]> {
  const { db, staff, contacts } = system;
  await inTx(db, async (tx) => {
    if (!(await staff.centre(tx)).setUp) await staff.setCentre(tx, SETUP, { name: 'Demonstration Helpline', languages: ['en', 'es'], timeZone: 'America/Chicago', phoneNumber: '1-800-555-0199' });
  });
  const known = new Map((await inTx(db, (tx) => staff.list(tx, SETUP))).map((one) => [one.deskName, one.id]));
  const all: Counsellor[] = [];
  for (let n = 0; n < count; n += 1) {
    const name = deskName(n);
    const actor: Counsellor = await inTx(db, async (tx) => {
      // Two of three speak both languages, as in the field.
      const id = known.get(name) ?? (await staff.invite(tx, SETUP, { deskName: name, roles: ['counsellor'], languages: n % 3 === 0 ? ['es'] : ['en', 'es'] })).id;
      await contacts.setAutoAccept(tx, id, true);
      return { kind: 'staff', id, roles: ['counsellor'], deskName: name };
    });
    all.push(actor);
  }
  return all;
}

/** Has them do their work whenever something of theirs changes. Answers how to stop. */
export function work(simulation: Simulation, counsellors: Counsellor[]): () => void {
  const { system, speed, uniform, after, pick } = simulation;
  const { db, contacts } = system;
  const mine = new Map(counsellors.map((one) => [`staff:${one.id}`, one]));
  const inHand = new Set<string>();

  async function look(actor: Counsellor): Promise<void> {
    const now = await inTx(db, (tx) => contacts.now(tx, actor));
    for (const contact of now.contacts) {
      const key = `${contact.id} ${contact.state}`;
      if (contact.state === 'wrap_up' && !inHand.has(key)) {
        inHand.add(key);
        after(lasting(WRAP_UP_MINUTES, speed, uniform()), () => wrapUp(actor, contact.id).finally(() => inHand.delete(key)));
      } else if (contact.state === 'talking' && contact.channel === 'chat') await answerChat(actor, contact.id, contact.language);
    }
  }
  async function answerChat(actor: Counsellor, id: string, language: string): Promise<void> {
    const { messages } = await inTx(db, (tx) => contacts.messages(tx, actor, id, 0));
    const said = messages.filter((one) => one.from === 'counsellor').length;
    const heard = messages.filter((one) => one.from === 'caller').length;
    const text = (LINES[language] ?? LINES['en']!).counsellor[said];
    const key = `${id} line ${said}`;
    if (heard < said || text === undefined || inHand.has(key)) return;
    inHand.add(key);
    after(lasting(0.3, speed, uniform()), () =>
      inTx(db, (tx) => contacts.sendAsCounsellor(tx, actor, id, { clientId: newId(system.clock, system.random), text })).finally(() => inHand.delete(key)));
  }
  async function wrapUp(actor: Counsellor, id: string): Promise<void> {
    const form = {
      callerRole: pick(TAXONOMY.callerRoles), aboutRole: 'child_known', reasons: [pick(TAXONOMY.reasons)],
      safety: { danger_now: 'no' }, notes: [{ at: 12, text: pick(NOTES) }], agreed: pick(AGREED),
    };
    const { revision } = await inTx(db, (tx) => contacts.read(tx, actor, id));
    await inTx(db, (tx) => contacts.saveDraft(tx, actor, id, revision, form));
    if (uniform() < 0.06) await carryOn(actor, id);
    await inTx(db, (tx) => contacts.close(tx, actor, id));
  }
  /** A case with a child, a next step and a referral, which the simulated service accepts a while later. */
  async function carryOn(actor: Counsellor, contactId: string): Promise<void> {
    const { cases, directory, referrals, staff } = system;
    const made = await inTx(db, async (tx) => {
      const { caseNumber } = await cases.open(tx, actor, contactId);
      const { id: personId } = await cases.addPerson(tx, actor, caseNumber, { role: 'child', ageBand: pick(['9-12', '13-15', '16-17'] as const), languages: ['es'] });
      await cases.writeField(tx, actor, caseNumber, personId, 'name', 'Synthetic Sample Child');
      await cases.addTask(tx, actor, caseNumber, { title: 'Ask how it went (synthetic)', dueAt: new Date(system.clock.now().getTime() + 86_400_000).toISOString() });
      const { services } = await directory.search(tx, {});
      const service = pick(services.filter((one) => one.enforcementParticipation === null));
      const consent = { by: 'the child (synthetic)', how: 'on the phone', saidAt: system.clock.now().toISOString() };
      const need = service.needs[0]!;
      const { number } = await referrals.create(tx, actor, caseNumber, { serviceAtLocationId: service.serviceAtLocationId, fields: [{ personId, field: 'name' }], need, urgency: pick(['now', 'today', 'week'] as const), consent });
      return { number, organizationId: service.organizationId };
    });
    if (uniform() < 0.2) return; // nobody answers this one: the deadline finds it
    after(lasting(8, speed, uniform()), () => inTx(db, async (tx) => {
      const partner = (await staff.partners(tx, made.organizationId))[0] ?? { id: (await staff.invitePartner(tx, SETUP, { deskName: 'Simulated Intake', organizationId: made.organizationId })).id };
      const them: Actor = { kind: 'partner', id: partner.id, organizationId: made.organizationId, roles: ['answers'] };
      await referrals.readForPartner(tx, them, made.number);
      if (uniform() < 0.8) await referrals.answer(tx, them, made.number, { kind: 'accept' });
      else await referrals.answer(tx, them, made.number, { kind: 'decline', why: 'full', reason: 'No place free (synthetic)' });
    }));
  }

  const stop = system.live.on((event: LiveEvent) => {
    const actor = mine.get(event.topic);
    if (actor) after(0, () => look(actor));
  });
  // What a lost event left undone is found in the next round.
  let round = 0;
  const sweep = setInterval(() => {
    const actor = counsellors[round++ % counsellors.length];
    if (actor) after(0, () => look(actor));
  }, 500);
  return () => {
    stop();
    clearInterval(sweep);
  };
}

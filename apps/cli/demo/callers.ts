/** The simulated callers: real SIP calls with sound, and chats through the public page's own addresses. */
import type { Callers } from '#testing/sip';
import { inTx } from '#core/kernel';
import { CALLS_A_CHAT, lasting, PATIENCE_MINUTES, TALK_MINUTES, untilNextCall } from './pace.ts';
import type { Counsellor, Simulation } from './staff.ts';
import { LINES } from './words.ts';

/** A number of a range that belongs to nobody. */
const INVENTED = '+15550100';
const VOICE_HZ = 330;

/** Has callers ring and write at the day's pace until the demonstration stops. `callers` is null without a telephone. */
export function ring(simulation: Simulation, callers: Callers | null, centre: { sipPort: number; url: string }, say: (line: string) => void): void {
  const { speed, uniform, after, pick } = simulation;
  const began = performance.now();

  async function call(at: Callers): Promise<void> {
    const party = await at.placeCall({ toPort: centre.sipPort, from: '5550100' });
    await party.answered;
    after(2 + 4 * uniform(), async () => {
      await party.sendDigits(uniform() < 0.7 ? '2' : '1');
      // A key pressed into a steady tone is often not heard as a key; people do not speak while they press.
      await party.playTone(VOICE_HZ);
    });
    // Whoever is answered talks; whoever is not gives up when patience ends. From outside both are a call that ends after a while.
    const patience = uniform() < 0.05 ? lasting(PATIENCE_MINUTES / 4, speed, uniform()) : 6 + lasting(TALK_MINUTES, speed, uniform());
    after(patience, () => party.hangup());
    await party.ended;
  }
  const nextCall = (): void => after(untilNextCall((performance.now() - began) / 1000, speed, uniform()), async () => {
    nextCall();
    if (callers) await call(callers);
  });
  const nextChat = (): void => after(untilNextCall((performance.now() - began) / 1000, speed, uniform()) * CALLS_A_CHAT, async () => {
    nextChat();
    await chat(pick(['en', 'es', 'es']));
  });

  async function chat(language: string): Promise<void> {
    const headers = { origin: centre.url, 'content-type': 'application/json' };
    const begun = await fetch(`${centre.url}/api/public/chat`, { method: 'POST', headers, body: JSON.stringify({ language }) });
    if (!begun.ok) throw new Error(`A simulated chat could not begin: ${begun.status}`);
    const cookie = (begun.headers.getSetCookie()[0] ?? '').split(';')[0]!;
    const lines = LINES[language]!.child;
    let said = 0;
    const step = async (): Promise<void> => {
      const view = (await (await fetch(`${centre.url}/api/public/chat`, { headers: { cookie } })).json()) as { state: string; messages: { from: string }[] };
      if (view.state === 'ended') return;
      const heard = view.messages.filter((one) => one.from === 'counsellor').length;
      if (view.state === 'talking' && heard >= said) {
        const text = lines[said];
        if (text === undefined) return void (await fetch(`${centre.url}/api/public/chat/end`, { method: 'POST', headers: { ...headers, cookie }, body: '{}' }));
        said += 1;
        await fetch(`${centre.url}/api/public/chat/messages`, { method: 'POST', headers: { ...headers, cookie }, body: JSON.stringify({ clientId: crypto.randomUUID(), text }) });
      }
      after(lasting(0.3, speed, uniform()), step);
    };
    await step();
  }
  if (callers) nextCall();
  else say('Without a telephone only chats are simulated.');
  // The first ones come at once: whoever started the demonstration is looking.
  if (callers) after(1, () => call(callers));
  after(2, () => chat('es'));
  nextChat();
}

/** Some ask to be called back; a simulated counsellor who is free does it. */
export function askForCallbacks(simulation: Simulation, counsellors: Counsellor[], callers: Callers): void {
  const { system, speed, uniform, after, pick } = simulation;
  const agent = callers.pickUp(INVENTED, VOICE_HZ, (party) => after(lasting(TALK_MINUTES, speed, uniform()), () => party.hangup()));
  const next = (): void => after(lasting(12, speed, uniform()), async () => {
    next();
    await inTx(system.db, (tx) => system.contacts.requestCallback(tx, { number: agent, language: pick(['en', 'es']) }));
    after(lasting(3, speed, uniform()), async () => {
      const open = (await inTx(system.db, (tx) => system.contacts.callbacks(tx))).find((one) => one.state === 'open');
      const free = open && (await freeOne());
      if (!open || !free) return;
      const { contactId } = await inTx(system.db, (tx) => system.contacts.takeCallback(tx, free, open.id));
      system.settleCall?.(contactId);
    });
  });
  async function freeOne(): Promise<Counsellor | undefined> {
    for (let tries = 0; tries < 10; tries += 1) {
      const one = pick(counsellors);
      const now = await inTx(system.db, (tx) => system.contacts.now(tx, one));
      if (now.contacts.length === 0 && now.offer === null) return one;
    }
    return undefined;
  }
  next();
}

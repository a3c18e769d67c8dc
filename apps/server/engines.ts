/**
 * What one server asks of those that drive a telephone engine: live events `engine:VERB:ID`, ids only. Each does its part for the calls
 * it drives, so an event that reaches a server without such a call does nothing there.
 */
import type { createEngines, Channel } from '#core/channel';
import type { Contacts } from '#core/contact';
import { inTx, publish } from '#core/kernel';
import type { System } from './wire.ts';

export interface Across {
  system: System;
  channel: Channel;
  contacts: Contacts;
  engines: ReturnType<typeof createEngines>;
  /** Whether this server drives its engine. */
  drives: () => boolean;
  /** This server among all: what it did itself it does not do again on its own event. */
  self: string;
  onError: (error: unknown) => void;
}
const LOOK_MS = 1_000;

/** Wires the telephone's verbs of `system` over all engines; answers what is started and stopped. */
export function acrossEngines({ system, channel, contacts, engines, drives, self, onError }: Across): { start(): void; stop(): Promise<void> } {
  const tell = (topic: string, hint?: string): Promise<void> => inTx(system.db, (tx) => publish(tx, topic, hint));
  system.channel = {
    ...channel,
    async askForTaps(contactId) {
      const here = await channel.askForTaps(contactId);
      if (!here) await tell(`engine:taps:${contactId}`, self);
      return here;
    },
  };
  system.counsellorGone = (staffId) => void (async () => {
    // Their browser reached another engine's server meanwhile.
    if (await engines.softphoneElsewhere(staffId)) return;
    await channel.counsellorGone(staffId);
    await tell(`engine:gone:${staffId}`, self);
  })().catch(onError);
  system.softphoneAnew = async (staffId) => {
    await channel.softphoneAnew(staffId);
    await engines.softphoneHere(staffId);
    await tell(`engine:anew:${staffId}`, self);
  };
  async function told(verb: string, id: string, hint: string): Promise<void> {
    if (verb === 'gone') return channel.counsellorGone(id);
    if (verb === 'anew') return channel.softphoneAnew(id);
    if (verb === 'taps') return void (await channel.askForTaps(id));
    const number = await channel.numberOf(id);
    if (verb === 'block' && number !== null && number !== 'elsewhere') await inTx(system.db, (tx) => contacts.keepBlock(tx, hint, id, number));
  }
  const unsubscribe = system.live.on(({ topic, hint = '' }) => {
    if (!drives()) return;
    if (topic.startsWith('settle:')) return void channel.settle(topic.slice('settle:'.length), true).catch(onError);
    const [, verb, id] = /^engine:(\w+):(.+)$/.exec(topic) ?? [];
    if (verb !== undefined && id !== undefined && hint !== self) void told(verb, id, hint).catch(onError);
  });
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  return {
    start: () => void (timer = setInterval(() => void (looking = looking.then(() => engines.lookAround()).catch(onError)), LOOK_MS)),
    async stop() {
      clearInterval(timer);
      unsubscribe();
      await looking;
    },
  };
}

/** A copy of what is said goes to the recorder: a channel of the engine's own (ExternalMedia, RTP on loopback) stands in the conversation's bridge and says nothing. */
import { AriError } from './ari.ts';
import type { Ari } from './ari.ts';
import { bridgeOf, channelPath, lenient } from './conversations.ts';

const ENTERS_MS = 3_000;
const PREFIX = 'recording-';

export const isRecordingChannel = (id: string): boolean => id.startsWith(PREFIX);

/** The recordings of one engine. */
export function createRecordings({ ari, app, silence, hasAgent }: { ari: Ari; app: string; silence(channel: string): Promise<void>; hasAgent(callId: string): boolean }) {
  /** Channels of takes that go on, and whether the caller is with nobody. */
  const known = new Map<string, { alone: boolean }>();
  const entering = new Map<string, () => void>();
  const hangUp = (id: string): Promise<void> => lenient(ari.request('DELETE', channelPath(id)));

  return {
    entered: (id: string): void => entering.get(id)?.(),
    forget: (): void => known.clear(),
    /** One that an earlier server left: its take is over. */
    dropUnknown: async (id: string): Promise<void> => { if (!known.has(id)) await hangUp(id); },
    async record(callId: string, takeId: string, address: string): Promise<void> {
      const id = `${PREFIX}${takeId}`;
      const alone = !hasAgent(callId);
      known.set(id, { alone });
      let timer: NodeJS.Timeout | undefined;
      const entered = new Promise<void>((done, fail) => {
        entering.set(id, done);
        timer = setTimeout(() => fail(new AriError(504, 'the way to the recorder did not open')), ENTERS_MS);
      });
      entered.catch(() => undefined);
      try {
        await ari.request('POST', 'channels/externalMedia', { app, channelId: id, external_host: address, format: 'ulaw', encapsulation: 'rtp', transport: 'udp', direction: 'both' });
        await entered;
        if (alone) {
          await silence(callId);
          await lenient(ari.request('POST', bridgeOf(callId), { type: 'mixing' }));
          await ari.request('POST', `${bridgeOf(callId)}/addChannel`, { channel: callId });
        }
        await ari.request('POST', `${bridgeOf(callId)}/addChannel`, { channel: id });
      } finally {
        clearTimeout(timer);
        entering.delete(id);
      }
    },
    async stop(callId: string, takeId: string): Promise<void> {
      const id = `${PREFIX}${takeId}`;
      const alone = known.get(id)?.alone === true;
      known.delete(id);
      await hangUp(id);
      // A message: the caller leaves the bridge they shared with the recorder. Somebody who answered meanwhile has put them there again.
      if (alone && !hasAgent(callId)) await lenient(ari.request('DELETE', bridgeOf(callId)));
    },
  };
}

/** Takes over the callbacks that were left while no server was there: each becomes a request in the line, then its file goes. */
import { dropCaptured, readCaptured } from '#telephony';
import { HavenlineError, inTx } from '#core/kernel';
import type { Problems } from './problems.ts';
import type { System } from './wire.ts';

const LOOK_MS = 5_000;

/** Looks now and every few seconds; answers how to stop. */
export function takeOverCaptured(dataDir: string, system: System, problems: Problems): () => Promise<void> {
  let under: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    for (const one of readCaptured(dataDir)) {
      try {
        await inTx(system.db, (tx) => system.contacts.takeCaptured(tx, one));
        dropCaptured(dataDir, one.id);
      } catch (error) {
        problems.tell('captured callback', error);
        // A number that may not be called stays refused however often it is tried; anything else is tried again.
        if (error instanceof HavenlineError && ['NumberUnusable', 'NumberNotAllowed'].includes(error.code)) dropCaptured(dataDir, one.id);
      }
    }
  };
  const again = (): void => void (under = under.then(look).catch((error: unknown) => void problems.tell('captured callback', error)));
  again();
  const timer = setInterval(again, LOOK_MS);
  return async () => {
    clearInterval(timer);
    await under;
  };
}

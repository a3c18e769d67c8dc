/** A program of ours that ended by itself (killed, out of memory, a fault of its own) is started again. */
const LOOK_MS = 500;

export interface Kept {
  /** What it does after this is our wish. */
  stop(): Promise<void>;
}

/** Looks twice a second whether it still runs; `start` may fail and is tried again. */
export function keepUp({ what, running, start, log }: { what: string; running: () => boolean | Promise<boolean>; start: () => Promise<void>; log: (line: string) => void }): Kept {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let told = '';
  const look = async (): Promise<void> => {
    try {
      if (!(await running()) && !stopped) {
        if (told === '') log((told = `${what} ended by itself; starting it again.`));
        await start();
        log(`${what} is up again.`);
        told = '';
      }
    } catch (error) {
      const text = `${what} does not start: ${(error as Error).message.split('\n')[0]} It is tried again.`;
      if (text !== told) log((told = text));
    }
  };
  let looking: Promise<void> = Promise.resolve();
  const loop = (): void => {
    timer = setTimeout(() => {
      looking = look();
      void looking.then(() => stopped || loop());
    }, LOOK_MS);
  };
  loop();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

/**
 * A lease decides which server drives which telephone engine. It holds for `LEASE_MS` and is renewed every `RENEW_MS`; a server that dies
 * leaves it to the next within LEASE_MS + RENEW_MS. A server that cannot renew in time lets go of the engine by itself before another takes it.
 */
import { inTx } from '../kernel/index.ts';
import type { Db } from '../kernel/index.ts';
import * as rows from './repository.ts';

export const LEASE_MS = 3_000;
export const RENEW_MS = 750;

export interface LeaseDeps {
  db: Db;
  engine: string;
  holder: string;
  /** Where the other engines of the centre reach this one; none: it is the only one. */
  peer?: string | null;
  /** Whether the engine answers us now. Default: it does. */
  reachable?: () => boolean;
  /** Told when it is ours, and when it is not any more. */
  changed: (ours: boolean) => void;
  onError?: (error: unknown) => void;
}
export interface Lease {
  ours(): boolean;
  /** Whether some server holds it now: the telephone works, here or there. */
  held(): boolean;
  start(): Promise<void>;
  /** Gives it back at once, so that the next server need not wait. */
  stop(): Promise<void>;
}

/** Builds the lease of one engine for this server. */
export function createLease({ db, engine, holder, peer = null, reachable = () => true, changed, onError }: LeaseDeps): Lease {
  let ours = false;
  let held = false;
  let timer: NodeJS.Timeout | undefined;
  let overdue: NodeJS.Timeout | undefined;
  let stopped = false;
  const set = (to: boolean): void => {
    if (ours === to) return;
    ours = to;
    changed(to);
  };
  async function renew(): Promise<void> {
    try {
      const found = await inTx(db, (tx) => rows.takeLease(tx, engine, holder, LEASE_MS, peer, reachable()));
      held = found !== null;
      const mine = found === holder && !stopped;
      clearTimeout(overdue);
      // Not renewed in time (a frozen database): it is let go a little before another may take it.
      if (mine) overdue = setTimeout(() => set(false), LEASE_MS - RENEW_MS / 2);
      set(mine);
    } catch (error) {
      if (!stopped) onError?.(error);
    }
  }
  const loop = async (): Promise<void> => {
    await renew();
    if (!stopped) timer = setTimeout(() => void loop(), RENEW_MS);
  };
  return {
    ours: () => ours,
    held: () => held,
    start: loop,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(overdue);
      if (ours) await inTx(db, (tx) => rows.dropLease(tx, engine, holder)).catch(() => undefined);
      ours = false;
    },
  };
}

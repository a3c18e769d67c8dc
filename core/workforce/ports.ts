import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Clock, Db, Random, Tx } from '../kernel/index.ts';
import type { Staff } from '../staff/index.ts';

/** What is known of the line so far; given by the feature that counts. */
export interface Figures {
  dayOf(tx: Tx, now: Date): Promise<{ from: Date; to: Date; timeZone: string }>;
  firstSettled(tx: Tx): Promise<Date | null>;
  settledTo(tx: Tx): Promise<Date | null>;
  history(tx: Tx, from: Date, to: Date): Promise<{ day: string; language: string; channel: 'phone' | 'chat'; counts: Uint8Array }[]>;
  quarters(tx: Tx, from: Date, to: Date): Promise<{ at: Date; language: string; channel: 'phone' | 'chat'; offered: number }[]>;
  handling(tx: Tx, since: Date, atLeast: number): Promise<{ language: string; channel: 'phone' | 'chat'; seconds: number }[]>;
  /** Mean seconds from the offer to the answer since then; 0 where fewer than so many were accepted. */
  ringing(tx: Tx, since: Date, atLeast: number): Promise<number>;
}
export interface WorkforceDeps { db: Db; clock: Clock; random: Random; jobs: Jobs; access: Access; audit: Audit; staff: Staff; figures: () => Figures; onError: (error: unknown) => void }

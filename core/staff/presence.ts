/**
 * Presence: off, available, break, meal, training. Beside it a forced pause (after a hard contact, or by a supervisor) and whether the browser
 * is lost. A browser is a live stream or a softphone at any server; each server says every `BEAT_MS` whose it has, and whoever is not named
 * for `LOST_SECONDS` is lost: nothing is put before them, and a caller who talked with them hears music and is offered again. No call ends.
 */
import { inTx, publish, refused } from '../kernel/index.ts';
import type { Actor, Db, Tx } from '../kernel/index.ts';
import * as rows from './repository.ts';

export const PRESENCE_STATES = ['off', 'available', 'break', 'meal', 'training'] as const;
export type PresenceState = (typeof PRESENCE_STATES)[number];
export const BEAT_MS = 2_000;
/** With the beat this stays under ten seconds, and a page loaded anew (three seconds) is not lost. */
export const LOST_SECONDS = 7;

export interface Spell { state: PresenceState; since: Date }

export interface BrowserWatchDeps {
  db: Db;
  /** Whose browsers this server has now. */
  here: () => readonly string[];
  /** Milliseconds that only go forward. */
  nowMs: () => number;
  /** Told once, at one server, when somebody's browser is lost. */
  lost: (staffId: string) => void;
  onError?: (error: unknown) => void;
}
/** Says whose browsers are here and finds those that are nowhere, also after every server was started anew. */
export function createBrowserWatch({ db, here, nowMs, lost, onError }: BrowserWatchDeps) {
  let timer: NodeJS.Timeout | undefined;
  let beating: Promise<void> = Promise.resolve();
  let stopped = false;
  /** Since when this server beats without a gap, milliseconds; browsers get the same time to come back to a server that was away. */
  let sinceMs = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  async function beat(): Promise<void> {
    const now = nowMs();
    if (now - lastMs > 2 * BEAT_MS) sinceMs = now;
    lastMs = now;
    const found = await inTx(db, async (tx) => {
      const ids = here();
      for (const id of ids.length > 0 ? await rows.touchBrowsers(tx, ids) : []) await publish(tx, `staff:${id}`, 'presence');
      const gone = now - sinceMs >= LOST_SECONDS * 1000 ? await rows.markLost(tx, LOST_SECONDS) : [];
      for (const id of gone) await publish(tx, `staff:${id}`, 'browser-lost');
      if (gone.length > 0) await publish(tx, 'wallboard');
      return gone;
    });
    found.forEach(lost);
  }
  const loop = (): void => {
    if (!stopped) timer = setTimeout(() => (beating = beat().catch((error: unknown) => { lastMs = Number.NEGATIVE_INFINITY; onError?.(error); }).finally(loop)), BEAT_MS);
  };
  return {
    beat,
    start: loop,
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await beating;
    },
  };
}

/** A supervisor gives somebody a pause; a supervisor or they themselves end it. */
export const mayPause = (actor: Actor): actor is Extract<Actor, { kind: 'staff' }> => actor.kind === 'staff' && actor.roles.includes('supervisor');
export async function pause(tx: Tx, staffId: string, until: Date, why: 'hard_contact' | 'supervisor'): Promise<boolean> {
  const done = await rows.pausePresence(tx, staffId, until, why);
  if (!done) return false;
  await publish(tx, `staff:${staffId}`, 'presence');
  await publish(tx, 'wallboard');
  return true;
}
export async function resume(tx: Tx, actor: Actor, staffId: string): Promise<void> {
  if (actor.kind !== 'staff' || (actor.id !== staffId && !mayPause(actor))) throw refused();
  if (!(await rows.endPause(tx, staffId))) return;
  await publish(tx, `staff:${staffId}`, 'presence');
  await publish(tx, 'wallboard');
}

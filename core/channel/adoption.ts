/** Calls that were there before us, and what no event told: the engine and the database are held against each other, and the database is right. */
import { inTx } from '../kernel/index.ts';
import type { PhoneCommand, PhoneEvent, PhoneState } from './phone.ts';
import type { Call, ChannelDeps, Row } from './ports.ts';
import type { createRecordings } from './recordings.ts';
import type { CallEvent, LiveCall } from './telephony-port.ts';

/** How often the calls we know are held against those the engine has. */
export const RECONCILE_MS = 4_000;
/** An engine that has been away this long has ended; a socket that was cut is back in five seconds at most. */
const AWAY_MS = 10_000;

/** What of the channel is needed to take calls on again. */
export interface Driven {
  calls: ReadonlyMap<string, Call>;
  dialling: ReadonlySet<string>;
  adopt(row: Row, state: PhoneState, legId?: string | null): Call;
  serially<T>(call: Call, work: () => Promise<T>): Promise<T | void>;
  run(call: Call, c: PhoneCommand): Promise<void>;
  feed(call: Call, e: PhoneEvent): Promise<void>;
  onEvent(e: CallEvent): Promise<void>;
  recordings: Pick<ReturnType<typeof createRecordings>, 'closeLost' | 'settle'>;
}

/** The finding again of one engine's calls. */
export function createAdoption({ db, clock, telephony, contacts, drives }: Pick<ChannelDeps, 'db' | 'clock' | 'telephony' | 'contacts'> & { drives: () => boolean }, it: Driven) {
  const { calls, dialling, adopt, serially } = it;
  let awaySince: number | undefined;
  let doubtful = new Set<string>();

  /** An engine that does not come back has taken its calls with it. */
  async function engineAway(): Promise<void> {
    awaySince ??= clock.now().getTime();
    if (clock.now().getTime() - awaySince < AWAY_MS) return;
    for (const row of await inTx(db, (tx) => contacts.openCalls(tx))) await inTx(db, (tx) => contacts.callerGone(tx, row.id));
  }
  /** A counsellor's side is there: they talk on, and hear each other as the database says, also when their joining was cut off half way. */
  async function talkOn(row: Row, found: LiveCall): Promise<void> {
    const legId = found.legId ?? row.leg_id;
    const call = adopt(row, { step: 'talking', language: row.language }, legId);
    for (const one of found.parties ?? []) call.parties.set(one.legId, { mode: one.mode, muted: false });
    await inTx(db, (tx) => contacts.connected(tx, row.id));
    void serially(call, async () => {
      if (legId !== null && found.sound !== undefined && found.sound !== (row.on_hold ? 'held' : 'together')) await telephony.setHold(call.callId, legId, row.on_hold);
      // With the consent that is written down it goes on, and the caller is told so again.
      await it.recordings.settle(call);
    });
  }
  async function waitOn(row: Row, found: LiveCall): Promise<void> {
    await inTx(db, (tx) => contacts.lost(tx, row.id));
    const call = adopt(row, row.state === 'arriving' ? { step: 'arriving' } : { step: 'talking', language: row.language });
    await serially(call, async () => {
      // In the line already, but whoever should have answered them died, or was cut off, in between.
      if (found.state === 'arrived' && row.state !== 'arriving') await it.run(call, { do: 'answer' });
      await it.feed(call, { type: row.state === 'arriving' ? 'arrived' : 'back' });
    });
  }
  /** After a restart: bridged calls talk on, waiting callers wait on, who vanished is over. */
  async function readopt(): Promise<void> {
    const live = new Map((await telephony.liveCalls()).map((c) => [c.callId, c]));
    await it.recordings.closeLost(calls.values());
    for (const row of await inTx(db, (tx) => contacts.openCalls(tx))) {
      if (!row.call_id || calls.has(row.call_id) || dialling.has(row.call_id)) continue;
      const found = live.get(row.call_id);
      if (!found) await inTx(db, (tx) => contacts.callerGone(tx, row.id));
      else await (found.state === 'bridged' ? talkOn(row, found) : waitOn(row, found));
    }
    for (const p of await inTx(db, (tx) => contacts.openParties(tx))) {
      if (p.state !== 'asked' && !Array.from(calls.values()).some((call) => call.contactId === p.contact_id)) await inTx(db, (tx) => contacts.partyEnded(tx, p.id, 'over'));
    }
    for (const c of live.values()) if (!calls.has(c.callId) && c.state === 'arrived') await it.onEvent({ type: 'arrived', callId: c.callId, at: clock.now(), line: c.line ?? '' });
  }
  /**
   * What no event told: calls that ended in the moment another server took over, rows without a call, calls without a row. Whatever is so
   * twice in a row is put right.
   */
  async function reconcile(): Promise<void> {
    if (!drives()) return;
    if (!telephony.status().up) return engineAway();
    awaySince = undefined;
    const alive = await telephony.alive();
    const rows = await inTx(db, (tx) => contacts.openCalls(tx));
    const found = new Set<string>();
    for (const call of calls.values()) if (!alive.has(call.callId)) found.add(call.callId);
    for (const row of rows) if (row.call_id && !calls.has(row.call_id) && !dialling.has(row.call_id)) found.add(row.call_id);
    const sure = Array.from(found).filter((id) => doubtful.has(id));
    doubtful = found;
    for (const id of sure) if (calls.has(id) && !alive.has(id)) await it.onEvent({ type: 'callerGone', callId: id });
    if (sure.some((id) => !calls.has(id))) await readopt();
  }
  return { readopt, reconcile };
}

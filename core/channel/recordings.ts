/** Recording, as the channel brings it about: who can answer by keys alone is asked, the recorder gets the sound while everybody agrees, the caller hears when it is on and off. */
import { inTx, newId } from '../kernel/index.ts';
import type { Call, ChannelDeps } from './ports.ts';

/** Stops a recording at any time: the key with the raised dot, found without looking. 1 and 2 are a yes and a no, two stars the covert wish. */
const STOP_KEY = '5';
/** No conversation is longer than the recorder keeps one take. */
const LONGEST_SECONDS = 4 * 3_600;

/** The recordings of the calls that this server drives. */
export function createRecordings({ db, clock, random, telephony, contacts, recorder, onError }: Pick<ChannelDeps, 'db' | 'clock' | 'random' | 'telephony' | 'contacts' | 'recorder' | 'onError'>, languageOf: (call: Call) => string) {
  const say = (call: Call, prompt: string): Promise<void> => telephony.play(call.callId, newId(clock, random), languageOf(call), [{ prompt }]).catch((e: unknown) => onError?.(e));
  async function endTake(call: Call): Promise<void> {
    const take = call.take;
    if (take === null) return;
    call.take = null;
    await telephony.stopRecording(call.callId, take).catch((e: unknown) => onError?.(e));
    await close(take);
  }
  async function close(take: string): Promise<void> {
    await recorder.end(take);
    await inTx(db, (tx) => contacts.takeEnded(tx, take, recorder.seconds(take)));
  }
  async function begin(call: Call, recordingId: string, forSeconds: number): Promise<boolean> {
    // The row is there before the file is.
    const take = await inTx(db, (tx) => contacts.takeBegins(tx, recordingId));
    call.take = take.id;
    try {
      await telephony.record(call.callId, take.id, await recorder.begin({ ...take, forSeconds }));
      return true;
    } catch (error) {
      onError?.(error);
      await endTake(call);
      await inTx(db, (tx) => contacts.recordingFailed(tx, recordingId));
      return false;
    }
  }
  /** Brings the engine to what the database says of the recording. It comes before anything else that is done about a call: a pause is there before a new voice is. */
  async function settle(call: Call): Promise<void> {
    if (call.message !== null) return;
    const wish = await inTx(db, (tx) => contacts.followRecording(tx, call.contactId));
    const before = call.wish;
    call.wish = wish;
    if (wish?.state !== 'recording' || wish.id !== before?.id) await endTake(call);
    if (wish?.state === 'recording' && call.take === null) {
      if (!(await begin(call, wish.id, LONGEST_SECONDS))) return settle(call);
      await say(call, 'record-on');
    }
    for (const { partyId, language } of wish?.asked ?? []) {
      const name = `${wish!.id} ${partyId ?? 'caller'}`;
      if (call.prompted.has(name)) continue;
      call.prompted.add(name);
      if (partyId === null) await say(call, 'record-ask');
      else await telephony.tell(partyId, language, [{ prompt: 'record-ask' }]).catch((e: unknown) => onError?.(e));
    }
    if (wish === null && before !== null && call.state.step === 'talking') await say(call, 'record-off');
  }
  return {
    settle,
    endTake,
    /** A key of the caller (`partyId` null) or of a party by telephone. True when it was meant for the recording. */
    async key(call: Call, partyId: string | null, digit: string): Promise<boolean> {
      const { wish } = call;
      if (wish === null) return false;
      const asked = wish.asked.some((one) => one.partyId === partyId);
      const answer = asked && (digit === '1' || digit === '2') ? (digit === '1' ? 'yes' : 'no') : digit === STOP_KEY ? 'stop' : null;
      if (answer === null) return false;
      // It stops in the engine first: also when nothing can be written down.
      if (answer !== 'yes') await endTake(call);
      if (partyId === null) await telephony.stopPlaying(call.callId).catch(() => {});
      await inTx(db, (tx) => contacts.answerRecordingByKey(tx, call.contactId, partyId, answer));
      await settle(call);
      return true;
    },
    /** A message of a caller who is with nobody; false when it cannot be recorded. */
    async beginMessage(call: Call, language: string, seconds: number): Promise<boolean> {
      const id = await inTx(db, (tx) => contacts.beginMessage(tx, call.contactId, language));
      call.message = id;
      if (await begin(call, id, seconds + 5)) return true;
      call.message = null;
      return false;
    },
    async endMessage(call: Call, keep: boolean): Promise<void> {
      const id = call.message;
      if (id === null) return;
      call.message = null;
      await endTake(call);
      await inTx(db, (tx) => contacts.endMessage(tx, id, keep));
    },
    /** Tells the recorder that everybody still agrees; where it has stopped by itself that is said. */
    async keep(call: Call, serially: (work: () => Promise<unknown>) => void): Promise<void> {
      const take = call.take;
      if (take === null || (await recorder.keep(take))) return;
      serially(async () => {
        const id = call.wish?.id ?? call.message;
        if (call.take !== take || id === null || id === undefined || (await recorder.keep(take))) return;
        await inTx(db, (tx) => contacts.recordingFailed(tx, id));
        await endTake(call);
        if (call.message === null) await settle(call);
      });
    },
    /** Takes that no call of ours goes on with: we were away when they ended. */
    async closeLost(calls: Iterable<Call>): Promise<void> {
      const open = await inTx(db, (tx) => contacts.openTakes(tx));
      const mine = new Set(Array.from(calls, (call) => call.take));
      for (const take of open) if (!mine.has(take)) await close(take);
    },
  };
}

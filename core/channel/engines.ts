/**
 * Several telephone engines of one centre. A call is at the engine where it arrived, a softphone at the engine of the server that its browser
 * reached; an engine rings a softphone of another over the network between them. What an engine that died leaves behind is ended by the others.
 */
import { inTx, publish } from '../kernel/index.ts';
import type { Db, Tx } from '../kernel/index.ts';
import * as rows from './repository.ts';
import type { TelephonyPort } from './telephony-port.ts';

/** An engine that no server has driven for so long is asked whether it is still there: its server alone may have died, and its talks go on. */
const LEFT_MS = 1_500;
/** So often in a row it does not answer, and it is dead. */
const SILENT_TIMES = 3;

export interface EnginesDeps {
  db: Db;
  engine: string;
  /** Where the others reach this engine; null: there are no others. */
  peer: string | null;
  telephony: Pick<TelephonyPort, 'answersAt'>;
  contacts: { openCallsAt(tx: Tx, engine: string): Promise<{ id: string }[]>; callerGone(tx: Tx, id: string): Promise<void> };
  /** The softphones of these people went with their engine: who talked with them through this one gets music and stands in the line again. */
  softphonesGone: (staffIds: ReadonlySet<string>) => Promise<void>;
}
export interface Engines {
  /** Remembers that somebody's softphone is registered at this engine. */
  softphoneHere(staffId: string): Promise<void>;
  /** Whether it is registered at another one by now. */
  softphoneElsewhere(staffId: string): Promise<boolean>;
  /** The name by which this engine rings somebody's softphone. */
  endpointOf(staffId: string): Promise<string>;
  /** Finds engines that are dead, and ends what they left open. Asked every second. */
  lookAround(): Promise<void>;
}

/** The other engines, as this server sees them. Alone, it asks nothing of anybody. */
export function createEngines({ db, engine, peer, telephony, contacts, softphonesGone }: EnginesDeps): Engines {
  const silent = new Map<string, number>();
  const placeOf = async (staffId: string) => {
    const place = peer === null ? undefined : await inTx(db, (tx) => rows.softphonePlace(tx, staffId));
    return place?.engine === engine ? undefined : place;
  };
  return {
    async softphoneHere(staffId) {
      if (peer !== null) await inTx(db, async (tx) => { await rows.placeSoftphone(tx, staffId, engine); await publish(tx, `staff:${staffId}`, 'presence'); });
    },
    softphoneElsewhere: async (staffId) => (await placeOf(staffId)) !== undefined,
    async endpointOf(staffId) {
      const elsewhere = await placeOf(staffId);
      return elsewhere?.peer ? `agent-${staffId}@${elsewhere.peer}` : `agent-${staffId}`;
    },
    async lookAround() {
      if (peer === null) return;
      const doubtful = await inTx(db, (tx) => rows.doubtfulEngines(tx, engine, LEFT_MS));
      for (const name of silent.keys()) if (!doubtful.some((one) => one.engine === name)) silent.delete(name);
      await Promise.all(doubtful.map(async (one) => {
        const times = (await telephony.answersAt(one.peer)) ? 0 : (silent.get(one.engine) ?? 0) + 1;
        silent.set(one.engine, times);
        if (times < SILENT_TIMES) return;
        if (times === SILENT_TIMES) await softphonesGone(new Set(await inTx(db, (tx) => rows.softphonesAt(tx, one.engine))));
        for (const { id } of await inTx(db, (tx) => contacts.openCallsAt(tx, one.engine))) await inTx(db, (tx) => contacts.callerGone(tx, id));
      }));
    },
  };
}

/** What the telephone channel needs of others, and what it knows of a call while it drives it. */
import type { Actor, Clock, Db, Random, Tx } from '../kernel/index.ts';
import type { LineNow } from './estimate.ts';
import type { Flow } from './flow.ts';
import type { PhoneState } from './phone.ts';
import type { RecorderPort, RecordingWish } from './recorder-port.ts';
import type { PartyMode, TelephonyPort } from './telephony-port.ts';
import type { WebLine } from './web-line.ts';

export interface Row { id: string; state: string; language: string; counsellor_id: string | null; call_id: string | null; leg_id: string | null; on_hold: boolean; muted: boolean; handed_out: boolean; duress_at: Date | null; engine: string }
export interface Party { id: string; contact_id: string; state: string; mode: PartyMode; staff_id: string | null; number: string | null; muted: boolean }
export interface ChannelDeps {
  db: Db; clock: Clock; random: Random; telephony: TelephonyPort; recorder: RecorderPort;
  /** The contacts, which come after the channels in the order of the features. */
  contacts: {
    arrive(tx: Tx, input: { channel: 'phone'; language: string; callId: string; waits?: { chosen: string[] } }): Promise<Row>;
    wait(tx: Tx, id: string, language: string, chosen?: string[], told?: { danger?: boolean }): Promise<void>;
    /** Who waits says that somebody is in danger now. */
    urgent(tx: Tx, id: string): Promise<void>;
    connected(tx: Tx, id: string): Promise<void>; lost(tx: Tx, id: string): Promise<void>; callerGone(tx: Tx, id: string): Promise<void>;
    byId(tx: Tx, id: string): Promise<Row | undefined>; byCall(tx: Tx, callId: string): Promise<Row | undefined>;
    /** Of the engine that this server has to do with. */
    openCalls(tx: Tx): Promise<Row[]>;
    /** Place, counsellors at work, handle time, and how long this caller has waited; place 0 when they do not wait. */
    lineOf(tx: Tx, id: string): Promise<LineNow & { waitedSeconds: number }>;
    openParties(tx: Tx): Promise<Party[]>; partyJoined(tx: Tx, partyId: string): Promise<void>; partyEnded(tx: Tx, partyId: string, reason: string): Promise<void>;
    endVoices(tx: Tx, contactId: string): Promise<void>; isOutside(tx: Tx, partyId: string): Promise<boolean>; partyIdsOf(tx: Tx, staffId: string): Promise<{ id: string; contactId: string }[]>;
    duress(tx: Tx, actor: Actor, contactId: string, on: boolean): Promise<void>;
    /** What is looked at for every call that arrives: the contact it already is, how many wait, whether there is any block at all. */
    arrivalPicture(tx: Tx, callId: string): Promise<{ waiting: number; blocks: boolean; known: Row | undefined }>; dropOldBlocks(tx: Tx): Promise<void>; isBlocked(tx: Tx, number: string | null): Promise<boolean>;
    /** Gives a call from the public page its text: whoever knows the secret of this key reads and writes beside the sound. */
    textBeside(tx: Tx, contactId: string, key: string): Promise<void>;
    mayTellMachine(tx: Tx, contactId: string): Promise<boolean>;
    requestCallback(tx: Tx, input: { number: string; language: string; contactId: string }): Promise<void>;
    callbackNumber(tx: Tx, contactId: string): Promise<string | null>; callbackDialled(tx: Tx, contactId: string, reached: boolean): Promise<void>;
    /** Follows who is on the line; null when nothing is asked or recorded. */
    followRecording(tx: Tx, contactId: string): Promise<RecordingWish | null>;
    answerRecordingByKey(tx: Tx, contactId: string, partyId: string | null, answer: 'yes' | 'no' | 'stop'): Promise<void>;
    recordingFailed(tx: Tx, recordingId: string): Promise<void>; beginMessage(tx: Tx, contactId: string, language: string): Promise<string>; endMessage(tx: Tx, recordingId: string, keep: boolean): Promise<void>;
    takeBegins(tx: Tx, recordingId: string): Promise<{ id: string; publicKey: string }>; takeEnded(tx: Tx, takeId: string, seconds: number): Promise<void>; openTakes(tx: Tx): Promise<string[]>;
  };
  /** The softphone of somebody, at this engine or another. Default: at this one. */
  endpointOf?: (staffId: string) => Promise<string>;
  /** The engine that this server has to do with. Default: the only one. */
  engine?: string;
  /** The language of a line (the number that was called) whose callers need not choose one; undefined for the others. */
  languageOfLine?: (line: string) => string | undefined;
  /** Whether this server drives the engine; default: it does. */
  drives?: () => boolean;
  /** Tells the server that drives it that something was decided about a contact here. */
  elsewhere?: (contactId: string) => void;
  /** What callers hear now, the centre's time zone, and how many days messages are kept. */
  flow: () => { flow: Flow; timeZone: string; keptDays?: number };
  /** Calls that this machine carries at once; past them callers are offered a callback. Default `MAX_CALLS`. */
  maxCalls?: number;
  onError?: (error: unknown) => void;
}
export interface Call { callId: string; contactId: string; state: PhoneState; legId: string | null; onHold: boolean; muted: boolean; timer?: NodeJS.Timeout | undefined; tries: number; parties: Map<string, Side>; stars: number; web: WebLine | null; handedOut: boolean; queue: Promise<unknown>;
  /** What is asked and recorded, the take that goes on, who was asked by voice, and the message that is being left. */
  wish: RecordingWish | null; take: string | null; prompted: Set<string>; message: string | null }
export interface Side { mode: PartyMode; muted: boolean }
export interface Channel {
  /** The number of the call of this contact, for a block; kept by nobody. 'elsewhere': another server drives the call. */
  numberOf(contactId: string): Promise<string | null | 'elsewhere'>;
  /** Asks a silent caller to answer with keys; false when the call is not driven here. */
  askForTaps(contactId: string): Promise<boolean>;
  /** Brings the engine to what the database says of this contact (accepted, held, muted, ended). Safe to call at any time. `told`: another server passed it on, so it is not passed on again. `row`: as it was committed a moment ago. */
  settle(contactId: string, told?: boolean, row?: Row): Promise<void>;
  /** Somebody's softphone is opened anew, so the one before is gone: its caller gets music and stands in the line again. */
  softphoneAnew(staffId: string): Promise<void>;
  /** The softphones of these people went with their engine. */
  softphonesGone(staffIds: ReadonlySet<string>): Promise<void>;
  /** The browser of this counsellor has been away too long: their side is ended, so that their caller hears music and is offered again, and not silence. */
  counsellorGone(staffId: string): Promise<void>;
  start(): Promise<void>;
  /** Waits for what is under way, at most `STOP_MS`: the calls stand in the engine and are found again. */
  stop(): Promise<void>;
}


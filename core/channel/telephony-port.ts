/** core/channel/telephony-port.ts: what the product asks of a telephone engine. adapters/asterisk implements it. */
export type CallId = string;            // Asterisk channel unique id, opaque to core
export type Language = 'en' | 'es' | (string & {});
/** Prompt names; the adapter maps (prompt, language) to sound files. Numbers are spoken by {number}. */
export type PromptPart = { prompt: string } | { number: number };
export type CallEvent =
  | { type: 'arrived'; callId: CallId; at: Date; line: string }              // inbound call entered the app, not yet answered. Nothing about who calls.
  | { type: 'digit'; callId: CallId; digit: string }
  | { type: 'promptFinished'; callId: CallId; playId: string }
  | { type: 'agentAnswered'; callId: CallId; legId: string }              // counsellor's softphone is up and bridged with the caller
  | { type: 'agentFailed'; callId: CallId; legId: string; reason: 'busy' | 'no-answer' | 'unreachable' }
  | { type: 'agentGone'; callId: CallId; legId: string }                  // counsellor's leg ended; caller is kept (music) until told otherwise
  /** A further voice (interpreter, second counsellor, supervisor, outside number). */
  | { type: 'partyJoined'; callId: CallId; legId: string }
  | { type: 'partyFailed'; callId: CallId; legId: string; reason: 'busy' | 'no-answer' | 'unreachable' }
  | { type: 'partyGone'; callId: CallId; legId: string }
  /** A key of a further voice by telephone. */
  | { type: 'partyDigit'; callId: CallId; legId: string; digit: string }
  | { type: 'callerGone'; callId: CallId }
  | { type: 'engineUp' } | { type: 'engineDown'; reason: string };
/** join: heard by all. listen: hears all, heard by nobody. whisper: hears all, heard by the counsellor alone. */
export type PartyMode = 'join' | 'listen' | 'whisper';
/** handed-out: the caller talks with an outside number and no counsellor; the engine ends it by itself. `line`: the one that was called, of a call that was not answered yet.
 *  `sound`, with a counsellor's side there: `together` they hear each other, `held` the caller stands outside, `apart` the counsellor's side does (their joining was cut off). */
export type LiveCall = { callId: CallId; state: 'arrived' | 'answered' | 'bridged' | 'handed-out'; line?: string; legId?: string; agent?: string; sound?: 'together' | 'held' | 'apart'; parties?: { legId: string; mode: PartyMode }[] };
export interface TelephonyPort {
  /** Subscribe to events; the handler is awaited in order per call. Returns unsubscribe. */
  onEvent(handler: (event: CallEvent) => Promise<void>): () => void;
  /** `out`: calls can be made too, not only taken. */
  /** How late its events come, in milliseconds: what has not been worked on yet. */
  lagMs(): number;
  /** Takes the engine, or lets go of it: calls stay up, another server drives them. */
  drive(on: boolean): void;
  status(): { up: boolean; out?: boolean; reason?: string; advice?: string };
  answer(callId: CallId): Promise<void>;
  /** Plays parts one after another; a later play or stopPlaying replaces it. Resolves when started; 'promptFinished' follows with playId. */
  play(callId: CallId, playId: string, language: Language, parts: PromptPart[]): Promise<void>;
  stopPlaying(callId: CallId): Promise<void>;
  /** Caller into the holding bridge with music; announcements (play) work over it. */
  hold(callId: CallId): Promise<void>;
  /** Ring the counsellor's softphone endpoint (`name@host:port` when it is at another engine) for this caller; on answer, bridge both (music stops). legId is chosen by us. */
  connectAgent(callId: CallId, legId: string, endpoint: string, timeoutSeconds: number): Promise<void>;
  /** Counsellor puts the caller on hold (music) or takes back: then both hear each other, whatever was before. */
  setHold(callId: CallId, legId: string, onHold: boolean): Promise<void>;
  setMute(callId: CallId, legId: string, muted: boolean): Promise<void>;
  /** Rings a further voice; answered, it stands where its mode says. Events: partyJoined, partyFailed, partyGone. They stay through a change of counsellor. */
  addParty(callId: CallId, legId: string, target: { endpoint: string } | { number: string }, mode: PartyMode, timeoutSeconds: number): Promise<void>;
  setPartyMode(callId: CallId, legId: string, mode: PartyMode): Promise<void>;
  /** The party `to` becomes the counsellor's side, `from` leaves; nobody else notices. */
  handOver(callId: CallId, from: string, to: string): Promise<void>;
  /** The counsellor leaves; the caller goes on with the voices that are there, without us. */
  handOut(callId: CallId, from: string): Promise<void>;
  /** Says something to one further voice alone. */
  tell(legId: string, language: Language, parts: PromptPart[]): Promise<void>;
  /** What is said in this call also goes to `address` (host:port, RTP with mu-law); of a caller who is with nobody, what they say. */
  record(callId: CallId, takeId: string, address: string): Promise<void>;
  stopRecording(callId: CallId, takeId: string): Promise<void>;
  /** Takes the counsellor's side away on purpose: the caller gets music, no agentGone follows. */
  release(callId: CallId, legId: string): Promise<void>;
  hangupAgent(callId: CallId, legId: string): Promise<void>;
  hangupCaller(callId: CallId): Promise<void>;
  /** The names of all calls and sides that the engine has now; cheap, asked every few seconds. */
  alive(): Promise<ReadonlySet<string>>;
  /** Everything alive now; used for re-adoption after a restart. */
  liveCalls(): Promise<LiveCall[]>;
  /** The caller's own number, read once when the caller asked to be called back at it; never stored by the adapter. null when withheld. */
  callerNumber(callId: CallId): Promise<string | null>;
  /** Outbound call for a callback; on answer it becomes an 'arrived'-like live call with callId. */
  dialOut(number: string, callId: CallId, timeoutSeconds: number): Promise<'answered' | 'busy' | 'no-answer' | 'failed'>;
  /** Make or replace a softphone endpoint with a short-lived password. */
  provisionSoftphone(endpoint: string, password: string): Promise<void>;
  /** An account for one call from the public page: it can reach the line and nothing else. */
  provisionWebCaller(endpoint: string, password: string): Promise<void>;
  removeSoftphone(endpoint: string): Promise<void>;
  /** Whether another engine answers at this address (host:port) of the network between the engines. */
  answersAt(address: string): Promise<boolean>;
}

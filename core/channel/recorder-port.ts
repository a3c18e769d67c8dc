/** What the product asks of the recorder, a process of its own beside the engine. telephony/recorder implements it. */
export interface RecorderPort {
  /** Begins a take. Answers where the engine is to send the sound: host:port, RTP with mu-law. @throws when it cannot write */
  begin(take: { id: string; publicKey: string; forSeconds: number }): Promise<string>;
  /** Says that everybody still agrees; false: this take is over (it ended itself, or the process died). */
  keep(id: string): Promise<boolean>;
  /** Ends a take, if it goes on. */
  end(id: string): Promise<void>;
  /** Seconds of sound that a take holds. */
  seconds(id: string): number;
  /** The sound (mu-law, 8,000 bytes a second), with a way to open the key of the file; null when there is no file. `whole` is false when it was cut off. */
  read(id: string, open: (box: Buffer) => Promise<Buffer>): Promise<{ sound: Buffer; whole: boolean } | null>;
  erase(id: string): void;
}
/** What the channel has to do about the recording of one contact. */
export interface RecordingWish {
  id: string;
  state: 'asking' | 'recording' | 'paused';
  /** Who has yet to answer by keys, in which language: the caller (null), or a party by telephone. */
  asked: { partyId: string | null; language: string }[];
}

/** What was written but not yet acknowledged, and what was received: no message lost, none shown twice. No browser needed. */
export interface Waiting { clientId: string; text: string; failed: boolean }
export interface Message { seq: number; from: 'caller' | 'counsellor' | 'system'; text: string; at: string; clientId?: string | null }
/** How one attempt to send ended: kept by the server, refused for good, or unknown (send again with the same clientId). */
export type Sent = 'kept' | 'refused' | 'unknown';

export class Conversation {
  #seen = new Map<number, Message>();
  #waiting: Waiting[];
  #sending = false;

  constructor(waiting: Waiting[] = []) {
    this.#waiting = waiting;
  }

  get messages(): Message[] { return [...this.#seen.values()].sort((a, b) => a.seq - b.seq); }
  get waiting(): readonly Waiting[] { return this.#waiting; }
  get last(): number { return Math.max(0, ...this.#seen.keys()); }

  /** Takes what the server tells, in any order and as often as it likes; answers the new ones. */
  receive(messages: readonly Message[]): Message[] {
    const fresh = messages.filter((message) => !this.#seen.has(message.seq));
    for (const message of fresh) this.#seen.set(message.seq, message);
    const known = new Set(messages.map((message) => message.clientId));
    this.#waiting = this.#waiting.filter((one) => !known.has(one.clientId));
    return fresh;
  }

  /** Keeps a message until the server acknowledges it. */
  write(clientId: string, text: string): void {
    this.#waiting = [...this.#waiting, { clientId, text, failed: false }];
  }

  /** Sends what waits, in order, one at a time; stops at the first that could not be sent. Answers true when nothing waits. */
  async flush(send: (one: Waiting) => Promise<Sent>, changed: () => void = () => undefined): Promise<boolean> {
    if (this.#sending) return false;
    this.#sending = true;
    try {
      for (let one = this.#waiting[0]; one !== undefined; one = this.#waiting[0]) {
        const { clientId } = one;
        const result = await send(one).catch((): Sent => 'unknown');
        if (result === 'kept') this.#waiting = this.#waiting.filter((other) => other.clientId !== clientId);
        else this.#waiting = this.#waiting.map((other) => (other.clientId === clientId ? { ...other, failed: true } : other));
        changed();
        if (result !== 'kept') return false;
      }
      return true;
    } finally {
      this.#sending = false;
    }
  }
}

/** How long to wait before the next attempt: doubling from one second, at most fifteen. */
export function nextWait(attempt: number): number {
  return Math.min(15_000, 1000 * 2 ** Math.min(attempt, 10));
}

import type { CallEvent, LiveCall, PromptPart, TelephonyPort } from './telephony-port.ts';

/** A telephone engine in memory, for the logic alone: agents answer at once. */
export class FakeTelephony implements TelephonyPort {
  readonly live = new Map<string, LiveCall>();
  #handlers = new Set<(e: CallEvent) => Promise<void>>();
  onEvent(handler: (e: CallEvent) => Promise<void>) { this.#handlers.add(handler); return () => void this.#handlers.delete(handler); }
  async emit(e: CallEvent) { for (const h of this.#handlers) await h(e); }
  async arrive(callId: string, line = '1') { this.live.set(callId, { callId, state: 'arrived' }); await this.emit({ type: 'arrived', callId, at: new Date(0), line }); }
  digit(callId: string, digit: string) { return this.emit({ type: 'digit', callId, digit }); }
  drive() {}
  lagMs() { return 0; }
  status() { return { up: true, out: true }; }
  async answer(callId: string) { this.#set(callId, { state: 'answered' }); }
  async play(callId: string, _playId: string, language: string, parts: PromptPart[]) { this.#say(callId, language, parts); }
  async stopPlaying() {}
  async hold(callId: string) { this.#set(callId, { state: 'answered' }); }
  async connectAgent(callId: string, legId: string, agent: string) { this.#set(callId, { state: 'bridged', legId, agent }); void this.emit({ type: 'agentAnswered', callId, legId }); }
  async setHold() {}
  async setMute() {}
  async addParty(callId: string, legId: string) { void this.emit({ type: 'partyJoined', callId, legId }); }
  async setPartyMode() {}
  async handOver() {}
  async handOut() {}
  /** What was said to whom, newest last: the call or side, its language, the prompts. */
  readonly said: { to: string; language: string; prompts: string[] }[] = [];
  /** Where the sound of a call goes now, by the call. */
  readonly recorded = new Map<string, string>();
  async tell(to: string, language: string, parts: PromptPart[]) { this.#say(to, language, parts); }
  async record(callId: string, _takeId: string, address: string) { this.recorded.set(callId, address); }
  async stopRecording(callId: string) { this.recorded.delete(callId); }
  async release() {}
  async hangupAgent() {}
  async hangupCaller(callId: string) { this.live.delete(callId); }
  async alive() { return new Set(this.live.keys()); }
  async liveCalls() { return [...this.live.values()]; }
  async callerNumber() { return null; }
  async dialOut() { return 'answered' as const; }
  async provisionSoftphone() {}
  async provisionWebCaller() {}
  async removeSoftphone() {}
  async answersAt() { return false; }
  #say(to: string, language: string, parts: PromptPart[]) { this.said.push({ to, language, prompts: parts.flatMap((part) => ('prompt' in part ? [part.prompt] : [])) }); }
  #set(callId: string, change: Partial<LiveCall>) { const c = this.live.get(callId); if (c) this.live.set(callId, { ...c, ...change }); }
}

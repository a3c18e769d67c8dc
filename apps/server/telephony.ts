/** A centre without a telephone: chat and callback requests go on, and everybody is told why nothing rings. */
import type { TelephonyPort } from '../../core/channel/telephony-port.ts';
import { HavenlineError } from '#core/kernel';

/** The port of a telephone that is not there. */
export function withoutTelephone(reason: string, advice: string): TelephonyPort {
  const missing = async (): Promise<never> => {
    throw new HavenlineError('TelephoneNotConnected', 503, `The telephone is not connected: ${reason}`, advice);
  };
  return {
    onEvent: () => () => {},
    drive: () => undefined,
    lagMs: () => 0,
    status: () => ({ up: false, reason, advice }),
    answer: missing, play: missing, stopPlaying: missing, hold: missing, connectAgent: missing, setHold: missing, setMute: missing,
    addParty: missing, setPartyMode: missing, handOver: missing, handOut: missing, release: missing, tell: missing, record: missing, stopRecording: missing,
    hangupAgent: missing, hangupCaller: missing, dialOut: missing, provisionSoftphone: missing, provisionWebCaller: missing,
    alive: async () => new Set(),
    liveCalls: async () => [],
    callerNumber: async () => null,
    removeSoftphone: async () => {},
    answersAt: async () => false,
  };
}

/** Real SIP callers and agents for tests, the demo and the bench. */
export { startCallers } from './callers.ts';
export type { Agent, Callers, Party } from './callers.ts';
export { freePort, freeUdpPort } from './ports.ts';
export { fromUlaw, loudness, toneShare, toneWav } from './tones.ts';
export { rawPhone } from './raw.ts';
export type { RawPhone } from './raw.ts';

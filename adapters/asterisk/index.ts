/** The telephone port on Asterisk, over ARI. */
export { createAsterisk } from './asterisk.ts';
export type { AsteriskOptions, AsteriskTelephony } from './asterisk.ts';
export { Ari, AriError } from './ari.ts';
export type { AriMessage } from './ari.ts';
export type { EngineProblem, OnProblem } from './problems.ts';

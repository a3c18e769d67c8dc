/** Asterisk as code: how it is got, configured and started. Nothing else in the house knows where its files are. */
export { AsteriskUnavailable } from './errors.ts';
export { ensureAsterisk, type AsteriskRuntime } from './fetch.ts';
export { startAsterisk, type RunningAsterisk } from './start.ts';

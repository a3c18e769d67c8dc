/** Asterisk as code: how it is got, its configuration, and how it is started and stopped. */
export { AsteriskUnavailable } from './errors.ts';
export { ensureAsterisk } from './fetch.ts';
export type { EnsureOptions } from './fetch.ts';
export type { AsteriskRuntime } from './runtime.ts';
export { adoptOrStop, startAsterisk } from './start.ts';
export type { Engine, StartOptions } from './start.ts';
export type { EngineSettings } from './config.ts';
export { dropCaptured, readCaptured, startCapture } from './capture/index.ts';
export type { Capture, Captured } from './capture/index.ts';
export { createRecorder } from './recorder/index.ts';
export type { Recorder } from './recorder/index.ts';

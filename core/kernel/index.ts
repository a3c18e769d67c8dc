/** The kernel: what every feature of the core shares, and nothing that a feature could own. */
export * from './actor.ts';
export * from './clock.ts';
export * from './errors.ts';
export * from './ids.ts';
export * from './random.ts';
export * from './tx.ts';
export * from './batch.ts';
export * from './live.ts';

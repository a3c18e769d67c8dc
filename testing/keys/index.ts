/** Fakes of key services, for tests: they speak the real protocols, keep their keys in memory, and can be sealed, cut off or slow. */
export { startFakeKms } from './kms.ts';
export { startFakeTransit } from './transit.ts';

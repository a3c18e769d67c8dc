/** Workforce: how many voices are needed and when, and what would happen if. */
export { erlangA, erlangB, erlangC, fewest, staffFor, withinC } from './erlang.ts';
export type { Expected, Line } from './erlang.ts';
export { exponential, lognormal, seeded } from './random.ts';
export { simulate } from './simulate.ts';
export type { Caller, Model, Outcome, Shift, Tally } from './simulate.ts';

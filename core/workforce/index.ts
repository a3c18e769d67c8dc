/** Workforce: how many voices are needed and when, and what would happen if. */
export { erlangA, erlangB, erlangC, fewest, staffFor, withinC } from './erlang.ts';
export type { Expected, Line } from './erlang.ts';
export { backtest } from './backtest.ts';
export type { Backtest, Score } from './backtest.ts';
export { learn, QUARTERS } from './forecast.ts';
export type { Coming, Day, Forecaster, Quantiles } from './forecast.ts';
export { generatedDays } from './generated.ts';
export { gapsOf, makeRota } from './rota.ts';
export type { Gap, Rota, RotaProblem, Rules, WorkedShift, Worker } from './rota.ts';
export { exponential, lognormal, seeded } from './random.ts';
export { simulate } from './simulate.ts';
export type { Caller, Model, Outcome, Shift, Tally } from './simulate.ts';

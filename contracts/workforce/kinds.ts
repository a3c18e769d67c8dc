import { Type } from 'typebox';

export const maybe = Type.Union([Type.String(), Type.Null()]);
export const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const one = Type.Literal;
export const RunKind = Type.Union([one('forecast'), one('backtest'), one('staffing'), one('rota'), one('what_if')]);
/** One piece of reckoning: how far it is. What was asked and what came of it have a form for each kind (core/workforce). */
export const Run = Type.Object({
  id: Type.String(), kind: RunKind, askedBy: maybe, askedAt: Type.String(), endedAt: maybe, progress: Type.Number(),
  state: Type.Union([Type.Literal('waiting'), Type.Literal('running'), Type.Literal('done'), Type.Literal('stopped'), Type.Literal('failed')]),
  problem: Type.Union([Type.Object({ code: Type.String(), message: Type.String(), action: Type.String() }), Type.Null()]), question: Type.Any(),
});

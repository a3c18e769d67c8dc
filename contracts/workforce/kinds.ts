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

const share = Type.Union([Type.Number(), Type.Null()]);
const State = Type.Union([one('available'), one('break'), one('meal'), one('training'), one('off')]);
const Segments = Type.Array(Type.Object({ state: State, from: Type.String(), to: Type.String() }));
/** How a day was planned and how it was, of each person; shares from 0 to 1, null where nothing was planned. */
export const Kept = Type.Object({
  today: Day, day: Day, asOf: Type.String(), from: Type.String(), to: Type.String(),
  people: Type.Array(Type.Object({
    staffId: Type.String(), deskName: Type.String(), adherence: share, conformance: share, plannedSeconds: Type.Number(), keptSeconds: Type.Number(), contactSeconds: Type.Number(), workedSeconds: Type.Number(),
    planned: Segments, actual: Segments,
  })),
});

const hour = Type.Integer({ minimum: 0, maximum: 24 });
export const Aim = Type.Object({
  share: Type.Number({ minimum: 0.1, maximum: 0.99 }), seconds: Type.Integer({ minimum: 0, maximum: 600 }), patience: Type.Integer({ minimum: 10, maximum: 3600 }), shrinkage: Type.Number({ minimum: 0, maximum: 0.8 }), chatsBeside: Type.Integer({ minimum: 1, maximum: 6 }),
});
export const Rules = Type.Object({
  shiftHours: Type.Integer({ minimum: 1, maximum: 12 }), every: Type.Integer({ minimum: 1, maximum: 12 }), restHours: Type.Integer({ minimum: 0, maximum: 24 }), daysAWeek: Type.Integer({ minimum: 1, maximum: 7 }),
  daysInARow: Type.Integer({ minimum: 1, maximum: 14 }), nightWeeks: Type.Integer({ minimum: 0, maximum: 5 }),
});
const when = { days: Type.Array(Type.Integer({ minimum: 0, maximum: 13 }), { maxItems: 14 }), fromHour: hour, toHour: hour };
const language = Type.String({ maxLength: 20 });
/** A change to the coming days; from 22 to 6 goes into the next day. */
export const Change = Type.Union([
  Type.Object({ kind: Type.Literal('calls'), language, factor: Type.Number({ minimum: 0, maximum: 10 }), ...when }),
  Type.Object({ kind: Type.Literal('people'), language, count: Type.Integer({ minimum: -200, maximum: 200 }), ...when }),
]);

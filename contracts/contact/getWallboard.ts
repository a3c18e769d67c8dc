import { Type } from 'typebox';
import { operation } from '../operation.ts';

const maybe = Type.Union([Type.Number(), Type.Null()]);
const rates = { abandonment: maybe, abandonmentLong: maybe, averageAnswerSeconds: maybe, averageHandleSeconds: maybe };

/** The line and the day, in figures: shares from 0 to 1 (`answered20Percent` of 100), times in seconds. Nothing of a person. */
export const getWallboard = operation({
  name: 'getWallboard',
  summary: 'The line and the day, in figures',
  method: 'GET',
  path: '/api/wallboard',
  callers: ['supervisor'],
  result: Type.Object({
    asOf: Type.String(),
    waiting: Type.Array(Type.Object({ language: Type.String(), channel: Type.String(), count: Type.Integer(), longestSeconds: Type.Number(), ready: Type.Integer() })),
    lines: Type.Array(Type.Object({
      language: Type.String(), channel: Type.String(), waiting: Type.Integer(), longestSeconds: Type.Number(), longestTodaySeconds: Type.Number(),
      offered: Type.Integer(), answered: Type.Integer(), abandoned: Type.Integer(), callbacks: Type.Integer(), serviceLevel: maybe, ...rates,
    })),
    staffing: Type.Array(Type.Object({ language: Type.String(), there: Type.Integer(), need: maybe, occupancy: maybe })),
    totals: Type.Object({
      waiting: Type.Integer(), longestSeconds: Type.Number(), talking: Type.Integer(), wrapUp: Type.Integer(), available: Type.Integer(), onBreak: Type.Integer(), answered20Percent: maybe,
      offeredToday: Type.Integer(), answeredToday: Type.Integer(), abandonedToday: Type.Integer(), callbacksToday: Type.Integer(), occupancy: maybe, occupancyToday: maybe, ...rates,
    }),
    day: Type.Object({ from: Type.String(), to: Type.String() }),
    quarters: Type.Array(Type.Object({
      at: Type.String(), offered: Type.Integer(), answered: Type.Integer(), inTime: Type.Integer(), abandoned: Type.Integer(),
      forecast: Type.Optional(Type.Object({ low: Type.Number(), middle: Type.Number(), high: Type.Number() })),
    })),
  }),
  errors: [],
});

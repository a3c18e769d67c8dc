import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Day, maybe } from './kinds.ts';

const counts = Type.Array(Type.Number());
/** How many are foreseen in each quarter hour of a day: the 10, 50 and 90 per cent quantiles; beside what came. Without a language and channel all lines together. */
export const getForecast = operation({
  name: 'getForecast',
  summary: 'The newest forecast of a day, by quarter hour',
  method: 'GET',
  path: '/api/staffing/forecast',
  callers: ['supervisor'],
  query: Type.Object({ day: Type.Optional(Day), language: Type.Optional(Type.String({ maxLength: 20 })), channel: Type.Optional(Type.String({ maxLength: 20 })) }),
  result: Type.Object({
    madeAt: maybe, today: Day, day: Day, special: maybe, lines: Type.Array(Type.Object({ language: Type.String(), channel: Type.String() })),
    low: counts, middle: counts, high: counts, came: Type.Union([counts, Type.Null()]), week: Type.Array(Type.Object({ day: Day, middle: Type.Number() })),
  }),
  errors: [],
});

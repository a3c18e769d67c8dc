import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Day, maybe } from './kinds.ts';

/** One’s own shifts, wishes and swaps. */
export const listShifts = operation({
  name: 'listShifts',
  summary: 'One’s own shifts',
  method: 'GET',
  path: '/api/shifts',
  callers: ['counsellor', 'interpreter'],
  result: Type.Object({
    today: Day, shifts: Type.Array(Type.Object({ id: Type.String(), day: Day, begins: Type.Integer(), hours: Type.Integer(), swap: maybe })),
    wishes: Type.Object({ nights: Type.Boolean(), prefers: Type.Array(Type.Integer()), away: Type.Array(Day) }), calendarSince: maybe,
    swaps: Type.Array(Type.Object({ id: Type.String(), from: Type.String(), to: Type.String(), state: Type.String(), day: Day, begins: Type.Integer(), hours: Type.Integer(), mine: Type.Boolean() })),
  }),
  errors: [],
});

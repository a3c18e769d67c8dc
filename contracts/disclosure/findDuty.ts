import { Type } from 'typebox';
import { operation } from '../operation.ts';

const maybe = Type.Union([Type.String(), Type.Null()]);
/** Whom a duty to report goes to, by the words of the place that was told: number, hours, clock, their sources, and what nobody checked. */
export const findDuty = operation({
  name: 'findDuty',
  summary: 'Whom a duty to report goes to, by the words of the place that was told: number, hours, clock, their sources, and what nobody checked.',
  method: 'POST',
  path: '/api/duty/find',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  body: Type.Object({ place: Type.String({ minLength: 2, maxLength: 80 }) }),
  result: Type.Object({
    areas: Type.Array(Type.Object({
      code: Type.String(), name: Type.String(), body: Type.String(), number: maybe, hours: maybe, hoursEs: maybe, numberSource: maybe, numberAsOf: maybe, oral: maybe, writtenHours: Type.Union([Type.Integer(), Type.Null()]), writtenFrom: maybe,
      law: maybe, clockSource: maybe, read: maybe, note: maybe, noteEs: maybe, warnings: Type.Array(Type.String()),
    })),
    national: Type.Object({ body: Type.String(), number: Type.String(), hours: Type.String(), source: Type.String(), asOf: Type.String() }),
  }),
  errors: [],
});

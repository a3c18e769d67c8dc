import { Type } from 'typebox';
import { operation } from '../operation.ts';

const Words = Type.Object({ what: Type.String(), from: Type.String(), why: Type.String(), happens: Type.String() });
/** How long everything is kept, how much is due, what a hold keeps, and what was erased when: numbers only. */
export const readRetention = operation({
  name: 'readRetention',
  summary: 'How long everything is kept, how much is due, what a hold keeps, and what was erased when.',
  method: 'GET',
  path: '/api/retention',
  callers: ['data_protection_officer'],
  result: Type.Object({
    sweptAt: Type.Union([Type.String(), Type.Null()]),
    classes: Type.Array(Type.Object({
      id: Type.String(), days: Type.Union([Type.Integer(), Type.Null()]), by: Type.Union([Type.Literal('sweep'), Type.Literal('own'), Type.Literal('kept')]), en: Words, es: Words,
      due: Type.Integer(), held: Type.Integer(), erased: Type.Integer(), last: Type.Array(Type.Object({ day: Type.String(), erased: Type.Integer() })),
    })),
  }),
  errors: [],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Says that the number was checked; it counts with two different people. */
export const checkOfficial = operation({
  name: 'checkOfficial',
  summary: 'Says that the number was checked; it counts with two different people.',
  method: 'POST',
  path: '/api/officials/:id/check',
  callers: ['supervisor', 'data_protection_officer'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({}),
  errors: ['SecondPersonNeeded'],
});

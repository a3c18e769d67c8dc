import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Takes the number of an official out of the directory. */
export const retireOfficial = operation({
  name: 'retireOfficial',
  summary: 'Takes the number of an official out of the directory.',
  method: 'DELETE',
  path: '/api/officials/:id',
  callers: ['supervisor', 'data_protection_officer'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({}),
  errors: [],
});

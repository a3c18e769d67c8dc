import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Says that a machine answered a callback. */
export const machineAnswered = operation({
  name: 'machineAnswered',
  summary: 'Says that a machine answered a callback',
  method: 'POST',
  path: '/api/contacts/:contactId/machine',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  result: Type.Object({}),
  errors: ['NotACallback'],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The second person checked who asks. */
export const checkRequest = operation({
  name: 'checkRequest',
  summary: 'The second person checked who asks.',
  method: 'POST',
  path: '/api/requests/:number/check',
  callers: ['data_protection_officer', 'supervisor'],
  params: Type.Object({ number: Type.String() }),
  result: Type.Object({}),
  errors: ['RequestChecked'],
});

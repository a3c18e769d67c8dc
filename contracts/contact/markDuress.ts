import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Notes that the caller cannot speak freely, or can again. */
export const markDuress = operation({
  name: 'markDuress',
  summary: 'Notes that the caller cannot speak freely, or can again',
  method: 'POST',
  path: '/api/contacts/:contactId/duress',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ on: Type.Boolean() }),
  result: Type.Object({}),
  errors: [],
});

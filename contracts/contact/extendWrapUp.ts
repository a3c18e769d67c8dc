import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Two more minutes to write. */
export const extendWrapUp = operation({
  name: 'extendWrapUp',
  summary: 'Two more minutes to write',
  method: 'POST',
  path: '/api/contacts/:contactId/extend',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  result: Type.Object({ state: Type.String() }),
  errors: ['ContactMoved'],
});

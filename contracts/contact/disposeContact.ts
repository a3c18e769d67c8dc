import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Ends a contact that was no conversation, by one key. */
export const disposeContact = operation({
  name: 'disposeContact',
  summary: 'Ends a contact that was no conversation, by one key',
  method: 'POST',
  path: '/api/contacts/:contactId/dispose',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ as: Type.Union([Type.Literal('silent'), Type.Literal('hang_up'), Type.Literal('prank'), Type.Literal('wrong_number'), Type.Literal('abuse')]) }),
  result: Type.Object({ state: Type.String() }),
  errors: ['ContactMoved'],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Lets the centre call an official at a number of its own that two people checked; never at one that was given. */
export const callBackOfficial = operation({
  name: 'callBackOfficial',
  summary: 'Lets the centre call an official at a number of its own that two people checked; never at one that was given',
  method: 'POST',
  path: '/api/contacts/:contactId/official/call-back',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ officialId: Type.String() }),
  result: Type.Object({}),
  errors: ['NotAnOfficialCall', 'NumberNotChecked', 'NumberNotAllowed'],
});

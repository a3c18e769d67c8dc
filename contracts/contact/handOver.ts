import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Leaves the call to a colleague or an outside number on the line. */
export const handOver = operation({
  name: 'handOver',
  summary: 'Leaves the call to a colleague or an outside number on the line',
  method: 'POST',
  path: '/api/contacts/:contactId/hand-over',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ partyId: Type.String() }),
  result: Type.Object({ state: Type.String() }),
  errors: ['NotTalking', 'NotOnTheLine', 'InterpretersDoNotTakeOver'],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Says whom one part of a conversation concerns: the person who asks, others, or both. */
export const decideRequestItem = operation({
  name: 'decideRequestItem',
  summary: 'Says whom one part of a conversation concerns: the person who asks, others, or both.',
  method: 'POST',
  path: '/api/requests/:number/items/:position/decide',
  callers: ['data_protection_officer'],
  params: Type.Object({ number: Type.String(), position: Type.Integer() }),
  body: Type.Object({ decision: Type.Union([Type.Literal('theirs'), Type.Literal('others'), Type.Literal('both')]) }),
  result: Type.Object({}),
  errors: ['IdentityNotChecked', 'RequestDone', 'RequestCompiled'],
});

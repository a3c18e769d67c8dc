import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The second person agrees that a sealed place is opened, or does not; they do not see it. */
export const decideSealed = operation({
  name: 'decideSealed',
  summary: 'The second person agrees that a sealed place is opened, or does not; they do not see it.',
  method: 'POST',
  path: '/api/sealed-asks/:id',
  callers: ['supervisor', 'data_protection_officer'],
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({ agree: Type.Boolean() }),
  result: Type.Object({}),
  errors: ['SealedAskOver', 'DecidedWithItsDisclosure'],
});

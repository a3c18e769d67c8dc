import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Asks that a sealed place be opened, for one purpose and one recipient; a second person decides. */
export const askPlace = operation({
  name: 'askPlace',
  summary: 'Asks that a sealed place be opened, for one purpose and one recipient; a second person decides.',
  method: 'POST',
  path: '/api/cases/:caseNumber/persons/:personId/place/asks',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ caseNumber: Type.String(), personId: Type.String() }),
  body: Type.Object({ purpose: Type.String(), recipient: Type.String({ minLength: 1, maxLength: 200 }) }),
  result: Type.Object({ askId: Type.String(), expiresAt: Type.String() }),
  errors: ['FieldEmpty', 'RecipientNeeded'],
});

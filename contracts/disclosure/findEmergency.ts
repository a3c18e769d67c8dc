import { Type } from 'typebox';
import { operation } from '../operation.ts';

const Centre = Type.Object({ id: Type.String(), name: Type.String(), number: Type.String(), wholeState: Type.Boolean(), takesDocuments: Type.Boolean(), enforcementSince: Type.Union([Type.String(), Type.Null()]), checked: Type.Boolean() });
/** The emergency call centres of the place that the caller said, by its words. What is typed is kept nowhere. */
export const findEmergency = operation({
  name: 'findEmergency',
  summary: 'The emergency call centres of the place that the caller said, by its words. What is typed is kept nowhere.',
  method: 'POST',
  path: '/api/contacts/:contactId/emergency/find',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ place: Type.String({ minLength: 2, maxLength: 80 }) }),
  result: Type.Object({ areas: Type.Array(Type.Object({ name: Type.String(), centres: Type.Array(Centre) })) }),
  errors: [],
});

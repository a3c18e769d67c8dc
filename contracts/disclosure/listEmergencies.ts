import { Type } from 'typebox';
import { operation } from '../operation.ts';

const Said = Type.Object({ at: Type.String(), form: Type.String(), state: Type.String(), error: Type.Union([Type.String(), Type.Null()]) });
/** The emergency call centres that were called in this conversation, and how it stands; not what was told. */
export const listEmergencies = operation({
  name: 'listEmergencies',
  summary: 'The emergency call centres that were called in this conversation, and how it stands; not what was told.',
  method: 'GET',
  path: '/api/contacts/:contactId/emergency',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  result: Type.Object({ calls: Type.Array(Type.Object({ number: Type.String(), recipient: Type.String(), at: Type.String(), takesDocuments: Type.Boolean(), said: Type.Array(Said) })) }),
  errors: [],
});

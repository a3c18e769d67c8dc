import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Puts a need of a child, of which an official told us, into the line as a contact of its own; nothing goes back to the official. */
export const handOnNeed = operation({
  name: 'handOnNeed',
  summary: 'Puts a need of a child, of which an official told us, into the line as a contact of its own; nothing goes back to the official',
  method: 'POST',
  path: '/api/contacts/:contactId/official/need',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ text: Type.String({ minLength: 1, maxLength: 4000 }), danger: Type.Boolean(), language: Type.Optional(Type.String({ minLength: 2, maxLength: 20 })) }),
  result: Type.Object({}),
  errors: ['NotAnOfficialCall'],
});

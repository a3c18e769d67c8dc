import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Passes the caller back to the line, for a language or for one colleague. */
export const transferContact = operation({
  name: 'transferContact',
  summary: 'Passes the caller back to the line, for a language or for one colleague',
  method: 'POST',
  path: '/api/contacts/:contactId/transfer',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ language: Type.Optional(Type.String({ maxLength: 12 })), staffId: Type.Optional(Type.String({ maxLength: 40 })), skills: Type.Optional(Type.Array(Type.Union([Type.Literal('children'), Type.Literal('trauma'), Type.Literal('legal')]), { maxItems: 3 })) }),
  result: Type.Object({ state: Type.String() }),
  errors: ['NotTalking', 'ColleagueAway'],
});

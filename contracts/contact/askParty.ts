import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Brings a further voice into the call: an interpreter, a colleague, or an outside line. */
export const askParty = operation({
  name: 'askParty',
  summary: 'Brings a further voice into the call: an interpreter, a colleague, or an outside line',
  method: 'POST',
  path: '/api/contacts/:contactId/parties',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({
    kind: Type.Union([Type.Literal('interpreter'), Type.Literal('counsellor'), Type.Literal('outside')]),
    language: Type.Optional(Type.String({ maxLength: 12 })), staffId: Type.Optional(Type.String({ maxLength: 40 })), lineId: Type.Optional(Type.String({ maxLength: 40 })),
  }),
  result: Type.Object({}),
  errors: ['NotTalking', 'NoInterpreter', 'NoInterpreterNeeded', 'ColleagueAway', 'LineUnknown', 'NumberNotAllowed'],
});

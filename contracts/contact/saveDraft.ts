import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Saves the record being written over a named revision. */
export const saveDraft = operation({
  name: 'saveDraft',
  summary: 'Saves the record being written over a named revision',
  method: 'PUT',
  path: '/api/contacts/:contactId/draft',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ revision: Type.Integer({ minimum: 0 }), form: Type.Object({ callerRole: Type.Optional(Type.String({ maxLength: 60 })), aboutRole: Type.Optional(Type.String({ maxLength: 60 })), reasons: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 40 }), safety: Type.Record(Type.String({ maxLength: 60 }), Type.Union([Type.Literal('yes'), Type.Literal('no'), Type.Literal('not_asked')])), notes: Type.Array(Type.Object({ at: Type.Number(), text: Type.String({ maxLength: 4000 }) }), { maxItems: 500 }), draftNote: Type.Optional(Type.String({ maxLength: 4000 })), wish: Type.Optional(Type.String({ maxLength: 4000 })), agreed: Type.Optional(Type.String({ maxLength: 4000 })) }) }),
  result: Type.Object({ revision: Type.Integer(), savedAt: Type.String() }),
  errors: ['DraftMoved'],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Whom a counsellor may bring into the call. */
export const listVoices = operation({
  name: 'listVoices',
  summary: 'Whom a counsellor may bring into the call',
  method: 'GET',
  path: '/api/contacts/:contactId/voices',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  result: Type.Object({
    language: Type.String(),
    interpreting: Type.Array(Type.String()),
    colleagues: Type.Array(Type.Object({ staffId: Type.String(), deskName: Type.String(), languages: Type.Array(Type.String()), skills: Type.Record(Type.String(), Type.Integer()), ready: Type.Boolean() })),
    lines: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), kind: Type.String(), languages: Type.Array(Type.String()) })),
  }),
  errors: [],
});

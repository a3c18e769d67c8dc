import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Who asked to be called back. */
export const listCallbacks = operation({
  name: 'listCallbacks',
  summary: 'Who asked to be called back',
  method: 'GET',
  path: '/api/callbacks',
  callers: ['counsellor', 'supervisor'],
  result: Type.Object({
    callbacks: Type.Array(Type.Object({
      id: Type.String(), language: Type.String(), requestedAt: Type.String(), state: Type.String(), attempts: Type.Integer(),
      when: Type.String(), voicemail: Type.Boolean(),
      /** Why it cannot be dialled now, or null. */
      notNow: Type.Union([Type.String(), Type.Null()]),
    })),
  }),
  errors: [],
});

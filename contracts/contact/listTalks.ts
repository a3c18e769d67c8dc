import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Conversations that go on now, and who asks for help. */
export const listTalks = operation({
  name: 'listTalks',
  summary: 'Conversations that go on now, and who asks for help',
  method: 'GET',
  path: '/api/talks',
  callers: ['supervisor'],
  result: Type.Object({
    talks: Type.Array(Type.Object({
      contactId: Type.String(), channel: Type.String(), language: Type.String(), deskName: Type.String(), since: Type.Union([Type.String(), Type.Null()]),
      helpAt: Type.Union([Type.String(), Type.Null()]), duressAt: Type.Union([Type.String(), Type.Null()]), listeners: Type.Array(Type.String()),
    })),
    blocks: Type.Array(Type.Object({ id: Type.String(), state: Type.String(), proposedAt: Type.String(), proposedBy: Type.String() })),
  }),
  errors: [],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Begins a chat. */
export const beginChat = operation({
  name: 'beginChat',
  summary: 'Begins a chat',
  method: 'POST',
  path: '/api/public/chat',
  callers: ['public'],
  perMinute: 20,
  body: Type.Object({ language: Type.String({ maxLength: 12 }), words: Type.Optional(Type.String({ maxLength: 120 })), danger: Type.Optional(Type.Boolean()), child: Type.Optional(Type.Boolean()) }),
  result: Type.Object({ state: Type.String(), place: Type.Integer() }),
  errors: ['TooMany'],
});

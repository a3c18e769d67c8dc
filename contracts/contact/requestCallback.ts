import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Asks to be called back. */
export const requestCallback = operation({
  name: 'requestCallback',
  summary: 'Asks to be called back',
  method: 'POST',
  path: '/api/public/callback',
  callers: ['public'],
  perMinute: 10,
  body: Type.Object({
    number: Type.String({ pattern: '^\\+?[0-9 ()/.-]{5,25}$' }), language: Type.String({ maxLength: 12 }),
    when: Type.Optional(Type.Union([Type.Literal('any'), Type.Literal('morning'), Type.Literal('afternoon'), Type.Literal('evening')])),
    voicemail: Type.Optional(Type.Boolean()),
  }),
  result: Type.Object({}),
  errors: ['NumberUnusable', 'NumberNotAllowed', 'TooMany'],
});

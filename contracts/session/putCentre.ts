import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { LanguageCode } from './shapes.ts';

/** Sets name, languages, time zone and phone number of the centre */
export const putCentre = operation({
  name: 'putCentre',
  summary: 'Sets name, languages, time zone and phone number of the centre',
  method: 'PUT',
  path: '/api/centre',
  callers: ['administrator'],
  body: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
    languages: Type.Array(LanguageCode, { minItems: 1, maxItems: 200 }),
    timeZone: Type.String({ minLength: 1, maxLength: 60 }),
    phoneNumber: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Null()])),
  }),
  result: Type.Object({}),
  errors: ['TimeZoneUnknown'],
});

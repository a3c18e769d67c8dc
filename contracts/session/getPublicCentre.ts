import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** What the public page says about the centre */
export const getPublicCentre = operation({
  name: 'getPublicCentre',
  summary: 'What the public page says about the centre',
  method: 'GET',
  path: '/api/public/centre',
  callers: ['public'],
  result: Type.Object({
    name: Type.String(),
    phoneNumber: Type.Union([Type.String(), Type.Null()]),
    languages: Type.Array(Type.Object({ code: Type.String(), autonym: Type.String() })),
    practice: Type.Boolean(),
    setUp: Type.Boolean(),
  }),
  errors: ['TooMany'],
});

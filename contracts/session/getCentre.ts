import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { TelephonyState } from './shapes.ts';

/** The centre and its telephone */
export const getCentre = operation({
  name: 'getCentre',
  summary: 'The centre and its telephone',
  method: 'GET',
  path: '/api/centre',
  callers: ['staff'],
  result: Type.Object({
    name: Type.String(),
    languages: Type.Array(Type.String()),
    timeZone: Type.String(),
    phoneNumber: Type.Union([Type.String(), Type.Null()]),
    setUp: Type.Boolean(),
    practice: Type.Boolean(),
    telephony: TelephonyState,
  }),
  errors: [],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** A new key for the messages; the one before is good for a day more. */
export const rotateWay = operation({
  name: 'rotateWay',
  summary: 'A new key for the messages; the one before is good for a day more',
  method: 'POST',
  path: '/api/partner-ways/:id/rotate',
  callers: ['administrator', 'data_protection_officer'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({}),
  errors: ['KeyJustChanged'],
});

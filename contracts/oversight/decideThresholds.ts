import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Agrees to what is proposed, never by who proposed it, or refuses it. */
export const decideThresholds = operation({
  name: 'decideThresholds',
  summary: 'Agree to, or refuse, what is proposed to count as unusual reading.',
  method: 'POST',
  path: '/api/unusual/thresholds/decide',
  callers: ['data_protection_officer'],
  body: Type.Object({ agree: Type.Boolean() }),
  result: Type.Object({}),
  errors: [],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The second person says that the address is the partner’s. */
export const checkWay = operation({
  name: 'checkWay',
  summary: 'The second person says that the address is the partner’s',
  method: 'POST',
  path: '/api/partner-ways/:id/check',
  callers: ['administrator', 'data_protection_officer'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({}),
  errors: ['SecondPersonNeeded'],
});

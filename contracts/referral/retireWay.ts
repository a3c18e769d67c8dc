import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Nothing goes there any more. */
export const retireWay = operation({
  name: 'retireWay',
  summary: 'Nothing goes there any more',
  method: 'POST',
  path: '/api/partner-ways/:id/retire',
  callers: ['administrator', 'data_protection_officer'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({}),
  errors: [],
});

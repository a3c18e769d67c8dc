import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Records what counsel decided for one item. */
export const decideItem = operation({
  name: 'decideItem',
  summary: 'Records what counsel decided for one item.',
  method: 'POST',
  path: '/api/demands/:number/items/:position/decision',
  callers: ['data_protection_officer'],
  params: Type.Object({ number: Type.String(), position: Type.Integer() }),
  body: Type.Object({ decision: Type.Union([Type.Literal('object'), Type.Literal('narrow'), Type.Literal('comply'), Type.Literal('nothing_held')]), counsel: Type.String({ maxLength: 100 }), reference: Type.String({ maxLength: 100 }) }),
  result: Type.Object({}),
  errors: ['DemandAnswered', 'CounselMissing', 'ItemComplied'],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** One legal demand with what its items ask. Each reading is in the log. */
export const readDemand = operation({
  name: 'readDemand',
  summary: 'One legal demand with what its items ask. Each reading is in the log.',
  method: 'GET',
  path: '/api/demands/:number',
  callers: ['data_protection_officer'],
  params: Type.Object({ number: Type.String() }),
  result: Type.Object({ number: Type.String(), kind: Type.String(), fromWhom: Type.String(), servedAt: Type.String(), answerDueAt: Type.String(), answeredAt: Type.Union([Type.String(), Type.Null()]), court: Type.String(), counsel: Type.Union([Type.String(), Type.Null()]), answerSha256: Type.Union([Type.String(), Type.Null()]), items: Type.Array(Type.Object({ position: Type.Integer(), asked: Type.Union([Type.String(), Type.Null()]), decision: Type.Union([Type.String(), Type.Null()]), counselReference: Type.Union([Type.String(), Type.Null()]), disclosureNumber: Type.Union([Type.String(), Type.Null()]) })) }),
  errors: [],
});

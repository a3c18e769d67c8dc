import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The legal demands, the most urgent first. */
export const listDemands = operation({
  name: 'listDemands',
  summary: 'The legal demands, the most urgent first.',
  method: 'GET',
  path: '/api/demands',
  callers: ['data_protection_officer'],
  result: Type.Object({ demands: Type.Array(Type.Object({ number: Type.String(), kind: Type.String(), fromWhom: Type.String(), servedAt: Type.String(), answerDueAt: Type.String(), answeredAt: Type.Union([Type.String(), Type.Null()]), items: Type.Integer(), undecided: Type.Integer() })) }),
  errors: [],
});

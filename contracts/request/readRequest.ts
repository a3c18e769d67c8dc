import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The conversations that one request covers, part by part, without their words. */
export const readRequest = operation({
  name: 'readRequest',
  summary: 'The conversations that one request covers, part by part, without their words.',
  method: 'GET',
  path: '/api/requests/:number',
  callers: ['data_protection_officer'],
  params: Type.Object({ number: Type.String() }),
  result: Type.Object({
    number: Type.String(), kind: Type.String(), outcome: Type.Union([Type.String(), Type.Null()]), others: Type.Integer(), held: Type.Boolean(),
    items: Type.Array(Type.Object({
      position: Type.Integer(), conversation: Type.String(), channel: Type.String(), language: Type.String(), at: Type.String(), part: Type.Union([Type.Literal('words'), Type.Literal('recording')]), notes: Type.Boolean(), messages: Type.Integer(), seconds: Type.Number(),
      over: Type.Boolean(), decision: Type.Union([Type.Literal('theirs'), Type.Literal('others'), Type.Literal('both'), Type.Null()]), decidedByNobody: Type.Boolean(), erased: Type.Boolean(),
    })),
  }),
  errors: [],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Registers a legal demand and its items; the clock starts. */
export const registerDemand = operation({
  name: 'registerDemand',
  summary: 'Registers a legal demand and its items; the clock starts.',
  method: 'POST',
  path: '/api/demands',
  callers: ['data_protection_officer'],
  body: Type.Object({ kind: Type.Union([Type.Literal('subpoena'), Type.Literal('court_order'), Type.Literal('warrant'), Type.Literal('other')]), fromWhom: Type.String({ minLength: 1, maxLength: 200 }), court: Type.String({ minLength: 1, maxLength: 200 }), servedAt: Type.String(), answerDueAt: Type.String(), items: Type.Array(Type.String({ minLength: 1, maxLength: 2000 }), { minItems: 1, maxItems: 50 }) }),
  result: Type.Object({ number: Type.String() }),
  errors: ['UnknownTime'],
});

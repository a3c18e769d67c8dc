import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The answer, the same words whether anything is held or not. */
export const answerDemand = operation({
  name: 'answerDemand',
  summary: 'The answer, the same words whether anything is held or not.',
  method: 'POST',
  path: '/api/demands/:number/answer',
  callers: ['data_protection_officer'],
  params: Type.Object({ number: Type.String() }),
  result: Type.Object({ text: Type.String(), sha256: Type.String() }),
  errors: ['DemandOpen'],
});

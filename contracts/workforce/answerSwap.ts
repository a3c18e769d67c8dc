import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The colleague agrees or refuses, whoever asked withdraws, a supervisor who is neither approves or refuses. */
export const answerSwap = operation({
  name: 'answerSwap',
  summary: 'Agree to, refuse, withdraw or approve a swap',
  method: 'POST',
  path: '/api/swaps/:id',
  callers: ['counsellor', 'interpreter', 'supervisor'],
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({ answer: Type.Union([Type.Literal('agree'), Type.Literal('refuse'), Type.Literal('withdraw'), Type.Literal('approve')]) }),
  result: Type.Object({}),
  errors: ['SwapMoved', 'SwapAgainstRules'],
});

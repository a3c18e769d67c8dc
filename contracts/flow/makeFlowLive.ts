import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The draft goes live. */
export const makeFlowLive = operation({
  name: 'makeFlowLive',
  summary: 'The draft goes live',
  method: 'POST',
  path: '/api/call-flow/live',
  callers: ['administrator'],
  result: Type.Object({}),
  errors: ['NoDraft', 'FlowHasProblems'],
});

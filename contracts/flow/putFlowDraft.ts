import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { FlowShape, ProblemsShape } from './shapes.ts';

/** Writes the draft of the call flow and checks it. */
export const putFlowDraft = operation({
  name: 'putFlowDraft',
  summary: 'Writes the draft of the call flow and checks it',
  method: 'PUT',
  path: '/api/call-flow/draft',
  callers: ['administrator'],
  body: FlowShape,
  result: Type.Object({ problems: ProblemsShape }),
  errors: [],
});

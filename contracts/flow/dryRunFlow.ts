import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { FlowShape } from './shapes.ts';

/** What a caller would hear who presses these keys. */
export const dryRunFlow = operation({
  name: 'dryRunFlow',
  summary: 'What a caller would hear who presses these keys',
  method: 'POST',
  path: '/api/call-flow/dry-run',
  callers: ['administrator'],
  body: Type.Object({ flow: FlowShape, keys: Type.String({ pattern: '^[0-9*#-]{0,40}$' }), open: Type.Boolean() }),
  result: Type.Object({
    end: Type.String(),
    steps: Type.Array(Type.Object({ key: Type.Union([Type.String(), Type.Null()]), step: Type.String(), hears: Type.Array(Type.Object({ language: Type.String(), text: Type.String() })) })),
  }),
  errors: [],
});

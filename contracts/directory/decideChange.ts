import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { nullable } from './shapes.ts';

/** Approves or refuses one change, or all that nobody decided yet (`change` null); `decision` null takes one back. */
export const decideChange = operation({
  name: 'decideChange',
  summary: 'Approves or refuses one change, or all that nobody decided yet (`change` null); `decision` null takes one back.',
  method: 'POST',
  path: '/api/directory/imports/:id/decide',
  callers: ['supervisor', 'administrator'],
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({ change: nullable(Type.Object({ table: Type.String(), id: Type.String() })), decision: nullable(Type.Union([Type.Literal('approved'), Type.Literal('refused')])) }),
  result: Type.Object({}),
  errors: ['ImportState'],
});

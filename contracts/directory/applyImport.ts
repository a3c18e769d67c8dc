import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Applies what was approved of a reading, in one transaction. What nobody decided is approved with it, or left as it is. */
export const applyImport = operation({
  name: 'applyImport',
  summary: 'Applies what was approved of a reading, in one transaction. What nobody decided is approved with it, or left as it is.',
  method: 'POST',
  path: '/api/directory/imports/:id/apply',
  callers: ['supervisor', 'administrator'],
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({ rest: Type.Optional(Type.Union([Type.Literal('approve'), Type.Literal('leave')])), despiteDrop: Type.Optional(Type.Boolean()) }),
  result: Type.Object({}),
  errors: ['ImportState', 'LargeDrop'],
});

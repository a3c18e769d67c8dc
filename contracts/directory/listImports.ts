import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The readings of sources, newest first. */
export const listImports = operation({
  name: 'listImports',
  summary: 'The readings of sources, newest first.',
  method: 'GET',
  path: '/api/directory/imports',
  callers: ['supervisor', 'administrator'],
  result: Type.Object({ imports: Type.Array(Type.Object({ id: Type.String(), source: Type.String(), kind: Type.String(), state: Type.String(), whole: Type.Boolean(), problem: Type.Union([Type.Null(), Type.String()]), begunBy: Type.String(), begunAt: Type.String(), appliedAt: Type.Union([Type.Null(), Type.String()]), approvedBy: Type.Union([Type.Null(), Type.String()]) })) }),
  errors: [],
});

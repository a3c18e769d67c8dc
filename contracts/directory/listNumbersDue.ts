import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { nullable } from './shapes.ts';

/** Numbers of the directory that one person checked, or whose check by two runs out: to be checked again. */
export const listNumbersDue = operation({
  name: 'listNumbersDue',
  summary: 'Numbers of the directory that one person checked, or whose check by two runs out: to be checked again.',
  method: 'GET',
  path: '/api/directory/numbers-due',
  callers: ['supervisor', 'data_protection_officer'],
  result: Type.Object({ numbers: Type.Array(Type.Object({ id: Type.String(), number: Type.String(), whose: Type.String(), checkedByTwo: Type.Boolean(), checkedAt: nullable(Type.String()) })) }),
  errors: [],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Rules } from './kinds.ts';

/** The rules that every rota keeps. */
export const putRotaRules = operation({
  name: 'putRotaRules',
  summary: 'Set the rules of the rota',
  method: 'PUT',
  path: '/api/staffing/rules',
  callers: ['supervisor'],
  body: Rules,
  result: Type.Object({}),
  errors: [],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The line and the day, in figures. */
export const getWallboard = operation({
  name: 'getWallboard',
  summary: 'The line and the day, in figures',
  method: 'GET',
  path: '/api/wallboard',
  callers: ['supervisor'],
  result: Type.Object({ asOf: Type.String(), waiting: Type.Array(Type.Object({ language: Type.String(), channel: Type.String(), count: Type.Integer(), longestSeconds: Type.Number(), ready: Type.Integer() })), totals: Type.Object({ waiting: Type.Integer(), longestSeconds: Type.Number(), talking: Type.Integer(), wrapUp: Type.Integer(), available: Type.Integer(), onBreak: Type.Integer(), answered20Percent: Type.Union([Type.Number(), Type.Null()]), answeredToday: Type.Integer(), abandonedToday: Type.Integer(), averageAnswerSeconds: Type.Union([Type.Number(), Type.Null()]) }), halfHours: Type.Array(Type.Object({ at: Type.String(), offered: Type.Integer() })) }),
  errors: [],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Aim } from './kinds.ts';

/** How many people are needed by language and quarter hour, from today: Erlang A on the load that is under way, checked by the simulator. */
export const askStaffing = operation({
  name: 'askStaffing',
  summary: 'Reckon how many are needed',
  method: 'POST',
  path: '/api/staffing/need',
  callers: ['supervisor'],
  body: Type.Object({ days: Type.Integer({ minimum: 7, maximum: 42 }), quantile: Type.Union([Type.Literal('middle'), Type.Literal('high')]), aim: Aim }),
  result: Type.Object({ id: Type.String() }),
  errors: ['AimUnusable'],
});

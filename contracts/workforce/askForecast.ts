import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Makes a forecast now; one is made each quarter hour by itself. */
export const askForecast = operation({
  name: 'askForecast',
  summary: 'Make a forecast now',
  method: 'POST',
  path: '/api/staffing/forecast',
  callers: ['supervisor'],
  result: Type.Object({ id: Type.String() }),
  errors: [],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Tries the forecast on the last days, each from the day before; without a language or channel all of them together. */
export const askBacktest = operation({
  name: 'askBacktest',
  summary: 'Try the forecast on the days that have passed',
  method: 'POST',
  path: '/api/staffing/backtest',
  callers: ['supervisor'],
  body: Type.Object({ language: Type.String({ maxLength: 20 }), channel: Type.String({ maxLength: 20 }), days: Type.Integer({ minimum: 7, maximum: 90 }) }),
  result: Type.Object({ id: Type.String() }),
  errors: [],
});

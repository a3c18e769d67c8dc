import { Type } from 'typebox';
import { operation } from '../operation.ts';

const maybe = Type.Union([Type.String(), Type.Null()]);
/** Who waits and why, and why each offer of the last hour was made. */
export const readLine = operation({
  name: 'readLine',
  summary: 'Who waits and why, and why each offer of the last hour was made',
  method: 'GET',
  path: '/api/waiting',
  callers: ['supervisor'],
  result: Type.Object({
    surge: Type.Boolean(),
    waiting: Type.Array(Type.Object({
      contactId: Type.String(), number: Type.String(), channel: Type.String(), language: Type.String(), waitingSince: Type.String(), credit: Type.Integer(), pulled: Type.Boolean(), callback: Type.Boolean(),
      why: Type.String(), skills: Type.Array(Type.String()),
    })),
    offers: Type.Array(Type.Object({
      offerId: Type.String(), number: Type.String(), channel: Type.String(), language: Type.String(), deskName: Type.String(), madeAt: Type.String(), state: Type.String(), interpreter: maybe,
      because: Type.Union([Type.Null(), Type.Object({ waitedSeconds: Type.Number(), credit: Type.Integer(), pulled: Type.Boolean(), passedOver: Type.Integer(), candidates: Type.Integer(), by: Type.String(), widened: Type.Integer() })]),
    })),
    pulls: Type.Array(Type.Object({ number: Type.String(), deskName: Type.String(), reason: Type.String(), at: Type.String() })),
  }),
  errors: [],
});

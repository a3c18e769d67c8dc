import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Puts somebody on call to be the second person for a threat to life. */
export const putOnCall = operation({
  name: 'putOnCall',
  summary: 'Puts somebody on call to be the second person for a threat to life.',
  method: 'POST',
  path: '/api/on-call',
  callers: ['supervisor'],
  body: Type.Object({ staffId: Type.String(), startsAt: Type.String(), endsAt: Type.String(), position: Type.Integer({ minimum: 1, maximum: 9 }) }),
  result: Type.Object({}),
  errors: ['UnknownTime', 'NotASecondPerson'],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Capacity, Hours } from './shapes.ts';

/** Says whether an own service has room, when it is open, and by when it answers. */
export const keepAgencyService = operation({
  name: 'keepAgencyService',
  summary: 'Says whether an own service has room, when it is open, and by when it answers.',
  method: 'PUT',
  path: '/api/partner/services/:id',
  callers: ['partner'],
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({ capacity: Capacity, refers: Type.Union([Type.Null(), Type.Boolean()]), hours: Hours, minutes: Type.Object({ now: Type.Optional(Type.Integer()), today: Type.Optional(Type.Integer()), week: Type.Optional(Type.Integer()) }) }),
  result: Type.Object({}),
  errors: ['UnknownTime'],
});

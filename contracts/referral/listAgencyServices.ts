import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Capacity, Hours } from './shapes.ts';

/** The services of the own agency, with what it said of them: room, hours, and by when it answers. */
export const listAgencyServices = operation({
  name: 'listAgencyServices',
  summary: 'The services of the own agency, with what it said of them: room, hours, and by when it answers.',
  method: 'GET',
  path: '/api/partner/services',
  callers: ['partner'],
  result: Type.Object({ longest: Type.Record(Type.String(), Type.Integer()), services: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), capacity: Capacity, refers: Type.Union([Type.Null(), Type.Boolean()]), capacityAt: Type.Union([Type.Null(), Type.String()]), saidByService: Type.Boolean(), hours: Hours, hoursAt: Type.Union([Type.Null(), Type.String()]), minutes: Type.Record(Type.String(), Type.Integer()) })) }),
  errors: [],
});

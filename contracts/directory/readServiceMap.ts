import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { nullable } from './shapes.ts';

/** A map of entries of the directory: the areas they serve and their public places. It takes ids of such entries alone; where people live is never a point. */
export const readServiceMap = operation({
  name: 'readServiceMap',
  summary: 'A map of entries of the directory: the areas they serve and their public places; never of people, and never of a place that is confidential.',
  method: 'GET',
  path: '/api/directory/map',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  query: Type.Object({ services: Type.String({ pattern: '^[0-9a-f-]{36}(,[0-9a-f-]{36}){0,59}$' }) }),
  result: Type.Object({
    box: Type.Array(Type.Number()), nationwide: Type.Number(), outline: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), path: Type.String() })),
    areas: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), services: Type.Number(), part: Type.Boolean(), path: nullable(Type.String()) })),
    points: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), at: Type.Array(Type.Number()) })),
  }),
  errors: [],
});

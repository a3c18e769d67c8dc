import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { list, nullable, serviceShape } from './shapes.ts';

/** Everything about one service at a place, and what the newest list of agreements says of its organization; that is never a clearance. */
export const readService = operation({
  name: 'readService',
  summary: 'Everything about one service at a place, and what the newest list of agreements says of its organization; that is never a clearance.',
  method: 'GET',
  path: '/api/directory/services/:id',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({
    ...serviceShape, serviceId: Type.String(), locationId: nullable(Type.String()), location: nullable(Type.String()), confidential: Type.Boolean(), at: nullable(Type.Array(Type.Number())),
    areas: Type.Array(Type.Object({ name: Type.String(), codes: Type.Array(Type.String()) })), addresses: Type.Array(Type.String()),
    phones: Type.Array(Type.Object({ id: Type.String(), number: Type.String(), extension: nullable(Type.String()), about: nullable(Type.String()), checkedByTwo: Type.Boolean(), checkedAt: nullable(Type.String()) })),
    email: nullable(Type.String()), website: nullable(Type.String()), apply: nullable(Type.String()), whoFor: nullable(Type.String()), wait: nullable(Type.String()), alert: nullable(Type.String()), fees: nullable(Type.String()), interpretation: nullable(Type.String()),
    gettingThere: nullable(Type.String()), accessibility: Type.Array(Type.String()), documents: Type.Array(Type.String()), checkedAt: nullable(Type.String()), assuredAt: nullable(Type.String()), capacityAt: nullable(Type.String()),
    participation: Type.Object({ status: Type.String(), since: Type.Optional(Type.String()), list: Type.Optional(list), listedBefore: Type.Optional(nullable(Type.String())) }),
  }),
  errors: [],
});

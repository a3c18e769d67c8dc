import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Counties and states whose names begin with these words, by FIPS code. */
export const findAreas = operation({
  name: 'findAreas',
  summary: 'Counties and states whose names begin with these words, by FIPS code.',
  method: 'GET',
  path: '/api/directory/areas',
  callers: ['counsellor', 'case_worker', 'supervisor', 'data_protection_officer'],
  query: Type.Object({ text: Type.String({ maxLength: 80 }) }),
  result: Type.Object({ areas: Type.Array(Type.Object({ code: Type.String(), name: Type.String() })) }),
  errors: [],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Colleagues who may take one’s own shift, by the rules and their wishes. */
export const listTakers = operation({
  name: 'listTakers',
  summary: 'Who may take a shift',
  method: 'GET',
  path: '/api/shifts/:shiftId/takers',
  callers: ['counsellor', 'interpreter'],
  params: Type.Object({ shiftId: Type.String() }),
  result: Type.Object({ people: Type.Array(Type.Object({ staffId: Type.String(), deskName: Type.String() })) }),
  errors: [],
});

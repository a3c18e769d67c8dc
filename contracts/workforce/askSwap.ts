import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Asks a colleague to take one’s own shift; a supervisor approves it. */
export const askSwap = operation({
  name: 'askSwap',
  summary: 'Ask a colleague to take a shift',
  method: 'POST',
  path: '/api/shifts/:shiftId/swap',
  callers: ['counsellor', 'interpreter'],
  params: Type.Object({ shiftId: Type.String() }),
  body: Type.Object({ staffId: Type.String() }),
  result: Type.Object({ id: Type.String() }),
  errors: ['SwapOpen', 'SwapAgainstRules', 'ShiftOver'],
});

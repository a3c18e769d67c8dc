import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The message was worked on: it is erased at once. */
export const messageDone = operation({
  name: 'messageDone',
  summary: 'The message was worked on: it is erased at once',
  method: 'POST',
  path: '/api/left-messages/:recordingId/done',
  callers: ['counsellor'],
  params: Type.Object({ recordingId: Type.String() }),
  result: Type.Object({}),
  errors: [],
});

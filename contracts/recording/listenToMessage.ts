import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The sound of a message; each time is written down. */
export const listenToMessage = operation({
  name: 'listenToMessage',
  summary: 'The sound of a message; each time is written down',
  method: 'POST',
  path: '/api/left-messages/:recordingId/listen',
  callers: ['counsellor'],
  params: Type.Object({ recordingId: Type.String() }),
  result: Type.Any(),
  errors: ['RecordingDamaged'],
});

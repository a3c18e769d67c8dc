import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The sound of a recording, for a purpose; each time is written down. */
export const listenToRecording = operation({
  name: 'listenToRecording',
  summary: 'The sound of a recording, for a purpose; each time is written down',
  method: 'POST',
  path: '/api/recordings/:recordingId/listen',
  callers: ['supervisor'],
  params: Type.Object({ recordingId: Type.String() }),
  body: Type.Object({ purpose: Type.String({ maxLength: 60 }) }),
  result: Type.Any(),
  errors: ['RecordingDamaged'],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Asks everybody on the line whether the conversation may be recorded. */
export const askRecording = operation({
  name: 'askRecording',
  summary: 'Asks everybody on the line whether the conversation may be recorded',
  method: 'POST',
  path: '/api/contacts/:contactId/recording',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  result: Type.Object({}),
  errors: ['RecordingIsOff', 'CallerSaidNo', 'RecordingOpen', 'NotTalking'],
});

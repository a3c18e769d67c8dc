import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { AnswerShape } from './shapes.ts';

/** The counsellor agrees, refuses, or stops the recording. */
export const answerRecording = operation({
  name: 'answerRecording',
  summary: 'The counsellor agrees, refuses, or stops the recording',
  method: 'POST',
  path: '/api/contacts/:contactId/recording/answer',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: AnswerShape,
  result: Type.Object({}),
  errors: ['RecordingOver'],
});

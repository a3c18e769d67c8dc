import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { AnswerShape } from './shapes.ts';

/** Who is in the call from a desk agrees, refuses, or stops the recording. */
export const answerRecordingOfParty = operation({
  name: 'answerRecordingOfParty',
  summary: 'Who is in the call from a desk agrees, refuses, or stops the recording',
  method: 'POST',
  path: '/api/parties/:partyId/recording',
  callers: ['counsellor', 'interpreter', 'supervisor'],
  params: Type.Object({ partyId: Type.String() }),
  body: AnswerShape,
  result: Type.Object({}),
  errors: ['RecordingOver'],
});

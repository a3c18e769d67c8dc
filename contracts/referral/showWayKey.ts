import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The key that a way's messages are signed with, the one for its answers, and what opens a FHIR server to us. Each showing is in the log. */
export const showWayKey = operation({
  name: 'showWayKey',
  summary: 'The key that a way’s messages are signed with. Each showing is in the log',
  method: 'POST',
  path: '/api/partner-ways/:id/key',
  callers: ['administrator', 'data_protection_officer'],
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({ key: Type.String(), answerKey: Type.String(), bearer: Type.Union([Type.Null(), Type.String()]) }),
  errors: [],
});

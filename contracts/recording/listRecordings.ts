import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { KeptShape } from './shapes.ts';

/** What is kept of recorded conversations: all for supervisors, their own for counsellors. */
export const listRecordings = operation({
  name: 'listRecordings',
  summary: 'What is kept of recorded conversations: all for supervisors, their own for counsellors',
  method: 'GET',
  path: '/api/recordings',
  callers: ['supervisor', 'counsellor'],
  result: Type.Object({ all: Type.Union([KeptShape, Type.Null()]), own: KeptShape }),
  errors: [],
});

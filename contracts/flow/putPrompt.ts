import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Keeps a recording of a prompt. */
export const putPrompt = operation({
  name: 'putPrompt',
  summary: 'Keeps a recording of a prompt',
  method: 'PUT',
  path: '/api/prompts/:language/:name',
  callers: ['administrator'],
  params: Type.Object({ language: Type.String({ pattern: '^[a-z]{2,3}$' }), name: Type.String({ pattern: '^[a-z-]{1,30}$' }) }),
  largest: 3_000_000,
  body: Type.Object({ wav: Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$', maxLength: 2_700_000 }) }),
  result: Type.Object({}),
  errors: ['RecordingUnusable', 'PromptUnknown'],
});

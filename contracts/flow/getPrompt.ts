import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The sound of a prompt, as a WAV file. */
export const getPrompt = operation({
  name: 'getPrompt',
  summary: 'The sound of a prompt, as a WAV file',
  method: 'GET',
  path: '/api/prompts/:language/:name',
  callers: ['administrator'],
  params: Type.Object({ language: Type.String({ pattern: '^[a-z]{2,3}$' }), name: Type.String({ pattern: '^[a-z-]{1,30}$' }) }),
  result: Type.Any(),
  errors: ['PromptUnknown'],
});

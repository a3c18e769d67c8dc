import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Takes a recording away; the stand-in is heard again. */
export const removePrompt = operation({
  name: 'removePrompt',
  summary: 'Takes a recording away; the stand-in is heard again',
  method: 'DELETE',
  path: '/api/prompts/:language/:name',
  callers: ['administrator'],
  params: Type.Object({ language: Type.String({ pattern: '^[a-z]{2,3}$' }), name: Type.String({ pattern: '^[a-z-]{1,30}$' }) }),
  result: Type.Object({}),
  errors: ['PromptUnknown'],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** This wire as OpenAPI 3.1 */
export const getOpenApi = operation({
  name: 'getOpenApi',
  summary: 'This wire as OpenAPI 3.1',
  method: 'GET',
  path: '/openapi.json',
  callers: ['public'],
  result: Type.Unknown(),
  errors: ['TooMany'],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { RoutingRule } from './shapes.ts';

/** Sets what the centre wants of routing. */
export const putRouting = operation({
  name: 'putRouting',
  summary: 'Sets what the centre wants of routing',
  method: 'PUT',
  path: '/api/routing',
  callers: ['supervisor', 'administrator'],
  body: RoutingRule,
  result: Type.Object({}),
  errors: [],
});

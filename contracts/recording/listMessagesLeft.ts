import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { KeptShape } from './shapes.ts';

/** Messages that callers left, in the languages one speaks. */
export const listMessagesLeft = operation({
  name: 'listMessagesLeft',
  summary: 'Messages that callers left, in the languages one speaks',
  method: 'GET',
  path: '/api/left-messages',
  callers: ['counsellor'],
  result: Type.Object({ messages: KeptShape }),
  errors: [],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { LINE } from './shapes.ts';

/** Everything protected that left the centre, and everything that asks to. */
export const listLedger = operation({
  name: 'listLedger',
  summary: 'Everything protected that left the centre, and everything that asks to.',
  method: 'GET',
  path: '/api/ledger',
  callers: ['data_protection_officer'],
  result: Type.Object({ lines: Type.Array(Type.Object(LINE)) }),
  errors: [],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { DETAIL } from './shapes.ts';

/** One disclosure in words, never what leaves. Each reading is in the log. */
export const readDisclosure = operation({
  name: 'readDisclosure',
  summary: 'One disclosure in words, never what leaves. Each reading is in the log.',
  method: 'GET',
  path: '/api/disclosures/:number',
  callers: ['counsellor', 'case_worker', 'supervisor', 'data_protection_officer'],
  params: Type.Object({ number: Type.String() }),
  result: DETAIL,
  errors: [],
});

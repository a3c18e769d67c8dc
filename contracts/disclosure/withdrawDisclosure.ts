import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { STATE } from './shapes.ts';

/** Takes a disclosure back: what was to be read is deleted. */
export const withdrawDisclosure = operation({
  name: 'withdrawDisclosure',
  summary: 'Takes a disclosure back: what was to be read is deleted.',
  method: 'POST',
  path: '/api/disclosures/:number/withdraw',
  callers: ['counsellor', 'case_worker', 'data_protection_officer'],
  params: Type.Object({ number: Type.String() }),
  result: STATE,
  errors: ['DisclosureMoved'],
});

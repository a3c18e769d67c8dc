import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { ASK } from './shapes.ts';

/** Asks to give something out; what one person may give out alone leaves at once. */
export const askDisclosure = operation({
  name: 'askDisclosure',
  summary: 'Asks to give something out; what one person may give out alone leaves at once.',
  method: 'POST',
  path: '/api/cases/:caseNumber/disclosures',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ caseNumber: Type.String() }),
  body: ASK,
  result: Type.Object({ number: Type.String(), state: Type.String() }),
  errors: ['BasisMissing', 'ChildSideMissing', 'ThreatUnclear', 'RecipientNotAble', 'PurposeNotPossible', 'NumberNotChecked', 'NoPortal', 'UnknownField', 'FieldEmpty', 'FieldMissing'],
});

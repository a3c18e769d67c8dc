import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { ASK } from './shapes.ts';

/** Exactly the bytes that would leave. Nothing is asked. */
export const previewDisclosure = operation({
  name: 'previewDisclosure',
  summary: 'Exactly the bytes that would leave. Nothing is asked.',
  method: 'POST',
  path: '/api/cases/:caseNumber/disclosures/preview',
  callers: ['counsellor', 'case_worker'],
  params: Type.Object({ caseNumber: Type.String() }),
  body: ASK,
  result: Type.Object({ bytes: Type.String(), sha256: Type.Union([Type.String(), Type.Null()]), recipient: Type.String(), enforcementSince: Type.Union([Type.String(), Type.Null()]), alone: Type.Boolean(), sealed: Type.Boolean() }),
  errors: ['BasisMissing', 'ChildSideMissing', 'ThreatUnclear', 'RecipientNotAble', 'PurposeNotPossible', 'NumberNotChecked', 'NoPortal', 'UnknownField', 'FieldEmpty', 'FieldMissing'],
});

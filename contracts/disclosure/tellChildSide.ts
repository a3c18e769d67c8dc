import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Says that the child’s side was told, or why not. */
export const tellChildSide = operation({
  name: 'tellChildSide',
  summary: 'Says that the child’s side was told, or why not.',
  method: 'POST',
  path: '/api/disclosures/:number/child-side',
  callers: ['counsellor', 'case_worker', 'data_protection_officer'],
  params: Type.Object({ number: Type.String() }),
  body: Type.Object({ told: Type.Boolean(), reason: Type.Optional(Type.String({ maxLength: 500 })) }),
  result: Type.Object({}),
  errors: ['ChildSideMissing'],
});

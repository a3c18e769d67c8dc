import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Registers what somebody asks about themselves, and how the first person checked who they are. */
export const registerRequest = operation({
  name: 'registerRequest',
  summary: 'Registers what somebody asks about themselves, and how the first person checked who they are.',
  method: 'POST',
  path: '/api/requests',
  callers: ['data_protection_officer'],
  body: Type.Object({ kind: Type.Union([Type.Literal('access'), Type.Literal('erasure')]), byWhom: Type.Union([Type.Literal('self'), Type.Literal('lawyer')]), caseNumber: Type.String({ maxLength: 20 }), personId: Type.String(), identityHow: Type.String({ maxLength: 300 }) }),
  result: Type.Object({ number: Type.String() }),
  errors: ['IdentityNotChecked'],
});

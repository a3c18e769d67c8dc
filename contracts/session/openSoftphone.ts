import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** A short-lived telephone account for the desk */
export const openSoftphone = operation({
  name: 'openSoftphone',
  summary: 'A short-lived telephone account for the desk',
  method: 'POST',
  path: '/api/softphone',
  callers: ['counsellor', 'interpreter', 'supervisor'],
  result: Type.Object({ endpoint: Type.String(), password: Type.String(), path: Type.String(), domain: Type.String() }),
  errors: ['TelephoneNotConnected'],
});

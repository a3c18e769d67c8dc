import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Calls an emergency call centre into the call, at once and alone. The line of the ledger is made with it. */
export const callEmergency = operation({
  name: 'callEmergency',
  summary: 'Calls an emergency call centre into the call, at once and alone. The line of the ledger is made with it.',
  method: 'POST',
  path: '/api/contacts/:contactId/emergency',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  body: Type.Object({ officialId: Type.String({ maxLength: 40 }) }),
  result: Type.Object({ number: Type.String() }),
  errors: ['NumberNotChecked', 'NoEmergencyCentre', 'NotTalking', 'EmergencyOnTheLine'],
});

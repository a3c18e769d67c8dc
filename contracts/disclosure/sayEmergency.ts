import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { SAYING } from './shapes.ts';

/** Writes down what an emergency call centre was told, or sends it as a document. The ledger keeps the hash of exactly those bytes. */
export const sayEmergency = operation({
  name: 'sayEmergency',
  summary: 'Writes down what an emergency call centre was told, or sends it as a document. The ledger keeps the hash of exactly those bytes.',
  method: 'POST',
  path: '/api/contacts/:contactId/emergency/:number/said',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String(), number: Type.String() }),
  body: SAYING,
  result: Type.Object({ sha256: Type.String() }),
  errors: ['ThreatUnclear', 'NoDocuments', 'EmergencyOver'],
});

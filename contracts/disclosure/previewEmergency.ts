import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { SAYING } from './shapes.ts';

/** The very bytes that would be kept, or sent, of what is told to an emergency call centre. Nothing leaves. */
export const previewEmergency = operation({
  name: 'previewEmergency',
  summary: 'The very bytes that would be kept, or sent, of what is told to an emergency call centre. Nothing leaves.',
  method: 'POST',
  path: '/api/contacts/:contactId/emergency/:number/preview',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String(), number: Type.String() }),
  body: SAYING,
  result: Type.Object({ bytes: Type.String(), sha256: Type.String() }),
  errors: ['ThreatUnclear', 'NoDocuments', 'EmergencyOver'],
});

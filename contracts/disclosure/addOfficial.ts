import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Adds the number of an official, with the first check. */
export const addOfficial = operation({
  name: 'addOfficial',
  summary: 'Adds the number of an official, with the first check.',
  method: 'POST',
  path: '/api/officials',
  callers: ['supervisor', 'data_protection_officer'],
  body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }), kind: Type.Union(['emergency', 'police', 'child_protection', 'hospital', 'court', 'school', 'other'].map((k) => Type.Literal(k))), number: Type.String({ minLength: 2, maxLength: 40 }), source: Type.String({ minLength: 1, maxLength: 200 }), enforcementSince: Type.Optional(Type.String()), area: Type.Optional(Type.String({ pattern: '^([0-9]{2}|[0-9]{5})$' })), documentsUrl: Type.Optional(Type.String({ maxLength: 500 })) }),
  result: Type.Object({ id: Type.String() }),
  errors: ['UnknownArea', 'NumberUnusable', 'NoDocuments'],
});

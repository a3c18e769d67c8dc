import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Services by words, need and language. Where a service takes part in enforcement, since when. */
export const searchDirectory = operation({
  name: 'searchDirectory',
  summary: 'Services by words, need and language. Where a service takes part in enforcement, since when.',
  method: 'GET',
  path: '/api/directory',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  query: Type.Object({ text: Type.Optional(Type.String()), need: Type.Optional(Type.String()), language: Type.Optional(Type.String()) }),
  result: Type.Object({
    needs: Type.Array(Type.Object({ code: Type.String(), name: Type.String() })),
    services: Type.Array(Type.Object({
      serviceAtLocationId: Type.String(), service: Type.String(), organization: Type.String(), organizationId: Type.String(), description: Type.String(),
      needs: Type.Array(Type.String()), languages: Type.Array(Type.String()), residential: Type.Boolean(), hours: Type.String(),
      enforcementParticipation: Type.Union([Type.Null(), Type.Object({ since: Type.String() })]),
    })),
  }),
  errors: [],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { list, serviceShape } from './shapes.ts';

const facet = Type.Object({ code: Type.String(), count: Type.Number() });

/** Services that fit, best first, each with the reasons why; counts of what else can be chosen. `age` in years; `area` a county's (five digits) or state's (two) FIPS code. */
export const searchDirectory = operation({
  name: 'searchDirectory',
  summary: 'Services that fit, best first, with the reasons. Where an organization takes part in enforcement, since when; of what date the list is.',
  method: 'GET',
  path: '/api/directory',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  query: Type.Object({
    text: Type.Optional(Type.String({ maxLength: 200 })), need: Type.Optional(Type.String({ maxLength: 80 })), language: Type.Optional(Type.String({ maxLength: 20 })), age: Type.Optional(Type.Number({ minimum: 0, maximum: 120 })),
    area: Type.Optional(Type.String({ pattern: '^([0-9]{2}|[0-9]{5})$' })), zip: Type.Optional(Type.String({ pattern: '^[0-9]{5}$' })),
    openNow: Type.Optional(Type.Boolean()), free: Type.Optional(Type.Boolean()), refers: Type.Optional(Type.Boolean()), capacity: Type.Optional(Type.Boolean()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })), offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 5000 })),
  }),
  result: Type.Object({
    zipCounties: Type.Union([Type.Null(), Type.Array(Type.String())]),
    needs: Type.Array(Type.Object({ code: Type.String(), name: Type.String() })), total: Type.Number(), loosened: Type.Boolean(), list: Type.Union([Type.Null(), list]),
    facets: Type.Object({ needs: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), count: Type.Number() })), languages: Type.Array(facet), free: Type.Number(), refers: Type.Number(), capacity: Type.Number() }),
    services: Type.Array(Type.Object({
      ...serviceShape, open: Type.String(), reasons: Type.Array(Type.Object({ code: Type.String(), value: Type.Optional(Type.String()) })),
      enforcementParticipation: Type.Union([Type.Null(), Type.Object({ since: Type.String(), doubtful: Type.Boolean() })]),
    })),
  }),
  errors: [],
});

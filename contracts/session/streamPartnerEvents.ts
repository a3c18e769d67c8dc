import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** What changed for the partner, as server-sent events */
export const streamPartnerEvents = operation({
  name: 'streamPartnerEvents',
  summary: 'What changed for the partner, as server-sent events',
  method: 'GET',
  path: '/api/partner/events',
  callers: ['partner'],
  result: Type.Unknown(),
  errors: [],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** How the referrals to the own agency of the last 90 days went. */
export const readAgencyFigures = operation({
  name: 'readAgencyFigures',
  summary: 'How the referrals to the own agency of the last 90 days went.',
  method: 'GET',
  path: '/api/partner/figures',
  callers: ['partner'],
  result: Type.Record(Type.String(), Type.Union([Type.Null(), Type.Number()])),
  errors: [],
});

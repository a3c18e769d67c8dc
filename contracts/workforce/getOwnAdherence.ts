import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Day, Kept } from './kinds.ts';

/** Scheduled against actual, one’s own. Without a day today. */
export const getOwnAdherence = operation({
  name: 'getOwnAdherence',
  summary: 'How one’s own day was planned and how it was',
  method: 'GET',
  path: '/api/shifts/adherence',
  callers: ['counsellor', 'interpreter'],
  query: Type.Object({ day: Type.Optional(Day) }),
  result: Kept,
  errors: ['DayUnusable'],
});

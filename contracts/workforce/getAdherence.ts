import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Day, Kept } from './kinds.ts';

/** Scheduled against actual, of everybody who was to be there or was; the reading stands in the log. Without a day today. */
export const getAdherence = operation({
  name: 'getAdherence',
  summary: 'How the day was planned and how it was, of everybody',
  method: 'GET',
  path: '/api/staffing/adherence',
  callers: ['supervisor'],
  query: Type.Object({ day: Type.Optional(Day) }),
  result: Kept,
  errors: ['DayUnusable'],
});

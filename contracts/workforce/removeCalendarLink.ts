import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The link works no longer. */
export const removeCalendarLink = operation({
  name: 'removeCalendarLink',
  summary: 'Take the link to one’s calendar back',
  method: 'DELETE',
  path: '/api/shifts/calendar',
  callers: ['counsellor', 'interpreter'],
  result: Type.Object({}),
  errors: [],
});

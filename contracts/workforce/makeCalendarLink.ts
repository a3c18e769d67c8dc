import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** A link to one’s own shifts for a calendar; it is shown once, and the one before works no longer. */
export const makeCalendarLink = operation({
  name: 'makeCalendarLink',
  summary: 'Make a link to one’s calendar',
  method: 'POST',
  path: '/api/shifts/calendar',
  callers: ['counsellor', 'interpreter'],
  result: Type.Object({ link: Type.String() }),
  errors: [],
});

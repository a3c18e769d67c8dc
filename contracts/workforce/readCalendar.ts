import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The shifts behind an unguessable link, as iCalendar: only when. */
export const readCalendar = operation({
  name: 'readCalendar',
  summary: 'Shifts as iCalendar',
  method: 'GET',
  path: '/api/public/calendar/:secret',
  callers: ['public'],
  params: Type.Object({ secret: Type.String({ maxLength: 60 }) }),
  perMinute: 30,
  result: Type.String(),
  errors: [],
});

/** A person's own shifts as iCalendar (RFC 5545), with nothing in it but when. Pure. */
import ical, { ICalCalendarMethod } from 'ical-generator';
import { atWall } from './time.ts';

/** Times are moments (UTC), so that a phone in another time zone shows the right hour. */
export function calendarOf(shifts: readonly { id: string; day: string; begins: number; hours: number }[], timeZone: string, madeAt: Date): string {
  const calendar = ical({ name: 'Shifts', method: ICalCalendarMethod.PUBLISH, prodId: { company: 'Havenline', product: 'shifts', language: 'EN' }, ttl: 3600 });
  for (const shift of shifts) calendar.createEvent({ id: `${shift.id}@shifts`, summary: 'Shift', start: atWall(shift.day, shift.begins, timeZone), end: atWall(shift.day, shift.begins + shift.hours, timeZone), stamp: madeAt });
  return calendar.toString();
}

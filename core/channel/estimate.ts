/** An honest estimate of the wait. Pure. */
export interface LineNow {
  /** Place in the line of this language, 1 is next. */
  place: number;
  /** Counsellors at work who speak it, talking or ready. */
  staff: number;
  /** Median time from answer to the end of wrap-up of the last hour's calls in it, seconds; null when there were too few. */
  handleSeconds: number | null;
}
export type Wait = { say: 'nothing' } | { say: 'minutes'; minutes: number } | { say: 'long' } | { say: 'nobody' };

/** The mean talk and wrap-up of such helplines, where the last hour says nothing. */
export const USUAL_HANDLE_SECONDS = 14 * 60;
const STEPS = [1, 2, 3, 5, 10, 15, 20, 30];

/**
 * With `staff` counsellors whose calls take `h` seconds, one is free every h / staff seconds, so whoever is at `place` waits about
 * place * h / staff. It is rounded up to 1, 2, 3, 5, 10, 15, 20 or 30 minutes, because too short a promise is the worse error. In a line
 * of nobody ahead and under half a minute nothing is said.
 */
export function estimateWait({ place, staff, handleSeconds }: LineNow): Wait {
  if (staff <= 0) return { say: 'nobody' };
  const seconds = (Math.max(1, place) * (handleSeconds ?? USUAL_HANDLE_SECONDS)) / staff;
  if (place <= 1 && seconds < 30) return { say: 'nothing' };
  const minutes = STEPS.find((step) => step * 60 >= seconds);
  return minutes === undefined ? { say: 'long' } : { say: 'minutes', minutes };
}

/** Seconds as 3:05, or 1 h 12 min when long; never below zero. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  return s < 3600 ? `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}` : `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}
/** Whole seconds left until an ISO time. */
export function secondsLeft(until: string, now: number): number { return Math.max(0, Math.ceil((Date.parse(until) - now) / 1000)); }
/** 09:50 */
export function clockTime(iso: string): string { return new Date(iso).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }); }
/** 23 Nov 2026 09:50 */
export function dayTime(iso: string): string { return `${new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })} ${clockTime(iso)}`; }
/** Mon 23 Nov 10:00, in the reader's language: by when something is due. */
export function whenDue(iso: string): string { return `${new Date(iso).toLocaleDateString(document.documentElement.lang === 'es' ? 'es' : 'en-GB', { weekday: 'short', day: 'numeric', month: 'short' })} ${clockTime(iso)}`; }
/** 23 Nov 2026; a date without a time is that day everywhere. */
export function day(iso: string): string { return new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', ...(iso.length === 10 ? { timeZone: 'UTC' } : {}) }); }

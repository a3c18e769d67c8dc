export { createStaff } from './staff.ts';
export type { Account, Centre, Staff } from './staff.ts';
export { createBrowserWatch, LOST_SECONDS, PRESENCE_STATES } from './presence.ts';
export type { PresenceState, Spell } from './presence.ts';
export type { Session } from './sessions.ts';
export type { StaffDeps } from './ports.ts';

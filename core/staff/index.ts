export { createStaff } from './staff.ts';
export type { Account, Centre, PresenceState, Staff } from './staff.ts';
export type { Session } from './sessions.ts';
export type { StaffDeps } from './ports.ts';

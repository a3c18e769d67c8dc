/** What a file of routes is given. */
export type { RouteFn } from './framework.ts';
export type { System } from './wire.ts';

export { closeUnusual } from './closeUnusual.ts';
export { listUnusual } from './listUnusual.ts';

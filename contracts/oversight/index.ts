export { closeUnusual } from './closeUnusual.ts';
export { listUnusual } from './listUnusual.ts';
export { proposeThresholds } from './proposeThresholds.ts';
export { decideThresholds } from './decideThresholds.ts';

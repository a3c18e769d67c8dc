export { readRules } from './readRules.ts';
export { readLogState, readProof } from './proofs.ts';
export { readPublicCheckpoint, readPublicTile } from './public.ts';
export { readLog } from './readLog.ts';
export { readVerification, stopVerification, verifyLog } from './verifyLog.ts';

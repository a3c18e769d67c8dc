export { readRules } from './readRules.ts';
export { readLog } from './readLog.ts';
export { verifyLog } from './verifyLog.ts';

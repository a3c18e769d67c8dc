export { getFlow } from './getFlow.ts';
export { putFlowDraft } from './putFlowDraft.ts';
export { makeFlowLive } from './makeFlowLive.ts';
export { restoreFlow } from './restoreFlow.ts';
export { dryRunFlow } from './dryRunFlow.ts';
export { putPrompt } from './putPrompt.ts';
export { removePrompt } from './removePrompt.ts';
export { getPrompt } from './getPrompt.ts';

/** Recording conversations, and messages that callers left. */
export { answerRecording } from './answerRecording.ts';
export { answerRecordingOfParty } from './answerRecordingOfParty.ts';
export { askRecording } from './askRecording.ts';
export { getRecordingSetting } from './getRecordingSetting.ts';
export { listMessagesLeft } from './listMessagesLeft.ts';
export { listRecordings } from './listRecordings.ts';
export { listenToMessage } from './listenToMessage.ts';
export { listenToRecording } from './listenToRecording.ts';
export { messageDone } from './messageDone.ts';
export { putRecordingSetting } from './putRecordingSetting.ts';

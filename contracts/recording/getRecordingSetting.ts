import { operation } from '../operation.ts';
import { SettingShape } from './shapes.ts';

/** Whether this centre records, and how long it keeps. */
export const getRecordingSetting = operation({
  name: 'getRecordingSetting',
  summary: 'Whether this centre records, and how long it keeps',
  method: 'GET',
  path: '/api/recording-setting',
  callers: ['administrator'],
  result: SettingShape,
  errors: [],
});

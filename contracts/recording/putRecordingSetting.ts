import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { SettingShape } from './shapes.ts';

/** Turns recording on or off. */
export const putRecordingSetting = operation({
  name: 'putRecordingSetting',
  summary: 'Turns recording on or off',
  method: 'PUT',
  path: '/api/recording-setting',
  callers: ['administrator'],
  body: SettingShape,
  result: Type.Object({}),
  errors: ['KeepDaysUnusable'],
});

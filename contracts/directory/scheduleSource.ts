import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { nullable } from './shapes.ts';

/** Sets when a source is read anew (weekday 1 Monday to 7 Sunday, null every day; minute after midnight, where the centre is); null: by hand alone. */
export const scheduleSource = operation({
  name: 'scheduleSource',
  summary: 'Sets when a source is read anew (weekday 1 Monday to 7 Sunday, null every day; minute after midnight, where the centre is); null: by hand alone.',
  method: 'PUT',
  path: '/api/directory/sources/:id/schedule',
  callers: ['supervisor', 'administrator'],
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({ schedule: nullable(Type.Object({ weekday: nullable(Type.Integer({ minimum: 1, maximum: 7 })), minute: Type.Integer({ minimum: 0, maximum: 1439 }) })) }),
  result: Type.Object({}),
  errors: [],
});

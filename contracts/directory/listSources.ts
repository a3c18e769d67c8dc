import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { nullable } from './shapes.ts';

/** The sources of the directory: when they are read, what waits for a person, and which could not be read. */
export const listSources = operation({
  name: 'listSources',
  summary: 'The sources of the directory: when they are read, what waits for a person, and which could not be read.',
  method: 'GET',
  path: '/api/directory/sources',
  callers: ['supervisor', 'administrator'],
  result: Type.Object({ sources: Type.Array(Type.Object({
    id: Type.String(), name: Type.String(), kind: Type.String(), address: Type.String(), schedule: nullable(Type.Object({ weekday: nullable(Type.Number()), minute: Type.Number() })),
    nextAt: nullable(Type.String()), readAt: nullable(Type.String()), appliedAt: nullable(Type.String()), waiting: nullable(Type.String()),
    failure: nullable(Type.Object({ message: Type.String(), at: Type.String(), times: Type.Number(), shown: Type.Boolean() })),
  })) }),
  errors: [],
});

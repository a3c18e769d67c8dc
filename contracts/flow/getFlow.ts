import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { FlowShape, ProblemsShape } from './shapes.ts';

/** What callers hear before a person answers, and the versions of it. */
export const getFlow = operation({
  name: 'getFlow',
  summary: 'What callers hear before a person answers, and the versions of it',
  method: 'GET',
  path: '/api/call-flow',
  callers: ['administrator'],
  result: Type.Object({
    live: FlowShape, draft: Type.Union([FlowShape, Type.Null()]),
    /** What the check finds in the draft, or in the live flow without one. */
    problems: ProblemsShape,
    versions: Type.Array(Type.Object({ version: Type.Integer(), state: Type.String(), by: Type.String(), liveAt: Type.String() })),
    languages: Type.Array(Type.Object({ code: Type.String(), iso: Type.String(), name: Type.String(), fallback: Type.String() })),
    prompts: Type.Array(Type.Object({ name: Type.String(), en: Type.String(), es: Type.String() })),
    /** language/name of each sound there is: recording or stand-in. */
    sounds: Type.Record(Type.String(), Type.String()),
  }),
  errors: [],
});

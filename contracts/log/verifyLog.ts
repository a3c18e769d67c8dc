import { Type } from 'typebox';
import { operation } from '../operation.ts';

const Verification = Type.Object({
  state: Type.Union([Type.Literal('none'), Type.Literal('running'), Type.Literal('stopped'), Type.Literal('whole'), Type.Literal('damaged'), Type.Literal('failed')]),
  /** Entries read so far, and how many there are. */
  done: Type.Integer(),
  of: Type.Integer(),
  /** The first fifty. */
  problems: Type.Array(Type.Object({ code: Type.String(), seq: Type.Integer(), message: Type.String() })),
});

/** Begins to rebuild the log's tree from the first entry to the last; what it comes to is asked by `readVerification`. One at a time: a second start joins the first. */
export const verifyLog = operation({
  name: 'verifyLog',
  summary: 'Begins a check of the log from the first entry to the last.',
  method: 'POST',
  path: '/api/log/verify',
  callers: ['data_protection_officer'],
  result: Verification,
  errors: [],
});

/** How far the check is, or what it came to. Of the server that is asked. */
export const readVerification = operation({
  name: 'readVerification',
  summary: 'How far the check of the log is, or what it came to.',
  method: 'GET',
  path: '/api/log/verification',
  callers: ['data_protection_officer'],
  result: Verification,
  errors: [],
});

/** Ends a check before it is through. */
export const stopVerification = operation({
  name: 'stopVerification',
  summary: 'Ends a check of the log before it is through.',
  method: 'POST',
  path: '/api/log/verification/stop',
  callers: ['data_protection_officer'],
  result: Verification,
  errors: [],
});

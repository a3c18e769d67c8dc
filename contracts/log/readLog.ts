import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Entries of the log, newest first. Ids and words of closed lists only: no entry ever held a protected value. */
export const readLog = operation({
  name: 'readLog',
  summary: 'Entries of the log, newest first.',
  method: 'GET',
  path: '/api/log',
  callers: ['data_protection_officer'],
  query: Type.Object({
    /** The place of the last entry already seen. */
    before: Type.Optional(Type.Integer({ minimum: 1 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    purpose: Type.Optional(Type.String({ maxLength: 60 })),
    action: Type.Optional(Type.String({ maxLength: 60 })),
    /** A role of staff, or `partner`, `caller`, `system`. */
    role: Type.Optional(Type.String({ maxLength: 60 })),
    outcome: Type.Optional(Type.Union([Type.Literal('done'), Type.Literal('refused')])),
    /** Moments as RFC 3339; `to` is not in it. */
    from: Type.Optional(Type.String({ maxLength: 40 })),
    to: Type.Optional(Type.String({ maxLength: 40 })),
    /** The exact number of a contact or case, or an id; nothing looks for a person. */
    number: Type.Optional(Type.String({ maxLength: 60 })),
  }),
  result: Type.Object({
    entries: Type.Array(Type.Object({
      seq: Type.Integer(),
      at: Type.String(),
      /** False: what the entry said was erased; its place in the tree stays. */
      readable: Type.Boolean(),
      /** kind:id */
      actor: Type.String(),
      /** The desk name of a member of staff; empty for others. */
      name: Type.String(),
      purpose: Type.String(),
      action: Type.String(),
      subject: Type.String(),
      outcome: Type.String(),
      fields: Type.Array(Type.String()),
    })),
  }),
  errors: [],
});

import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** That an entry is in the log, as c2sp.org/tlog-proof: anybody with the log's key can check it without us. */
export const readProof = operation({
  name: 'readProof',
  summary: 'The proof that an entry is in the log.',
  method: 'GET',
  path: '/api/log/:seq/proof',
  callers: ['data_protection_officer'],
  params: Type.Object({ seq: Type.Integer({ minimum: 0 }) }),
  result: Type.Object({ seq: Type.Integer(), size: Type.Integer(), holds: Type.Boolean(), proof: Type.String() }),
  errors: [],
});

/** The newest checkpoint, the public log, and how it stands with the witnesses. */
export const readLogState = operation({
  name: 'readLogState',
  summary: 'The newest checkpoint of the log and its witnesses.',
  method: 'GET',
  path: '/api/log/state',
  callers: ['data_protection_officer'],
  result: Type.Object({
    size: Type.Integer(),
    checkpoint: Type.Union([Type.String(), Type.Null()]),
    /** Leaves of the public log, one a period. */
    published: Type.Integer(),
    keys: Type.Array(Type.String()),
    witnesses: Type.Array(Type.Object({
      witness: Type.String(),
      public: Type.Boolean(),
      size: Type.Integer(),
      latest: Type.Integer(),
      answeredAt: Type.Union([Type.String(), Type.Null()]),
      failingSince: Type.Union([Type.String(), Type.Null()]),
      error: Type.Union([Type.String(), Type.Null()]),
    })),
  }),
  errors: [],
});

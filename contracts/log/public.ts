import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The public log's newest checkpoint, a signed note (c2sp.org/tlog-checkpoint) with the witnesses' cosignatures. It grows by one leaf a period, whatever happened. */
export const readPublicCheckpoint = operation({
  name: 'readPublicCheckpoint',
  summary: 'The newest checkpoint of the public log.',
  method: 'GET',
  path: '/figures/log/checkpoint',
  callers: ['public'],
  perMinute: 600,
  result: Type.Any(),
  errors: ['TooMany'],
});

/** A tile or an entry bundle of the public log (c2sp.org/tlog-tiles): `<L>/<N>[.p/<W>]` or `entries/<N>[.p/<W>]`. */
export const readPublicTile = operation({
  name: 'readPublicTile',
  summary: 'A tile or an entry bundle of the public log.',
  method: 'GET',
  path: '/figures/log/tile/*',
  callers: ['public'],
  perMinute: 600,
  result: Type.Any(),
  errors: ['TooMany'],
});

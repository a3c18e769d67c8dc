import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { ThresholdValues } from './listUnusual.ts';

/** Proposes what is to count as unusual; it is in use once another officer agreed. */
export const proposeThresholds = operation({
  name: 'proposeThresholds',
  summary: 'Propose what is to count as unusual reading.',
  method: 'PUT',
  path: '/api/unusual/thresholds',
  callers: ['data_protection_officer'],
  body: ThresholdValues,
  result: Type.Object({}),
  errors: ['ThresholdsProposed'],
});

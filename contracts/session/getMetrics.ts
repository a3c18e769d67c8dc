import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Figures about the service for Prometheus */
export const getMetrics = operation({
  name: 'getMetrics',
  summary: 'Figures about the service for Prometheus',
  method: 'GET',
  path: '/metrics',
  callers: ['public'],
  result: Type.Unknown(),
  errors: ['TooMany'],
});

import { expect, test } from 'vitest';
import { qualityOf } from './quality.ts';
import type { Counts } from './quality.ts';

const still: Counts = { received: 0, lost: 0, jitterMs: 0, roundTripMs: 40, remoteLossShare: 0 };
test('a line without loss is good; the figures are of the time between two readings', () => {
  expect(qualityOf({ ...still, received: 900, lost: 100 }, { ...still, received: 1_000, lost: 100 })).toEqual({ word: 'good', lossPercent: 0, jitterMs: 0, roundTripMs: 40 });
});
test('loss, jitter or a long way make it fair or poor, in either direction', () => {
  expect(qualityOf(still, { ...still, received: 98, lost: 2 }).word).toBe('fair');
  expect(qualityOf(still, { ...still, received: 90, lost: 10 })).toMatchObject({ word: 'poor', lossPercent: 10 });
  expect(qualityOf(still, { ...still, received: 100, remoteLossShare: 0.2 }).word).toBe('poor');
  expect(qualityOf(still, { ...still, received: 100, jitterMs: 50 }).word).toBe('fair');
  expect(qualityOf(still, { ...still, received: 100, roundTripMs: 900 }).word).toBe('poor');
});
test('before anything was received there is no loss', () => {
  expect(qualityOf(still, { ...still, roundTripMs: null })).toEqual({ word: 'good', lossPercent: 0, jitterMs: 0, roundTripMs: null });
});

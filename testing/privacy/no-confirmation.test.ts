import { expect, test } from 'vitest';
import { areaUnderCurve, run } from './probes.ts';

test('the area under the curve is one half for the same times, and one or zero for times that never overlap', () => {
  expect(areaUnderCurve([1, 2, 3], [1, 2, 3])).toBe(0.5);
  expect(areaUnderCurve([4, 5, 6], [1, 2, 3])).toBe(1);
  expect(areaUnderCurve([1, 2], [3, 4])).toBe(0);
  expect(areaUnderCurve([1, 4], [2, 3])).toBe(0.5);
});

test('a thousand probes for a known and for unknown children get identical answers, in times that tell nothing', { timeout: 240_000 }, async () => {
  const probed = await run(1_000);
  console.log(JSON.stringify(probed));
  expect(probed.differentAnswers).toEqual([]);
  // 0.52 is the bound over 10,000 (npm run faults -- probes --times 10000); over a thousand, chance alone is wider: four standard errors.
  expect(probed.aucOverAll).toBeLessThanOrEqual(0.5 + 4 * probed.standardError);
});

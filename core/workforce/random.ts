/** Numbers for simulations: the same seed gives the same numbers. Not for secrets. */

/** A generator of numbers in [0, 1), by sfc32 (C. Doty-Humphrey, PractRand). */
export function seeded(seed: number): () => number {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t | 0;
    return (t >>> 0) / 4_294_967_296;
  };
  for (let n = 0; n < 15; n += 1) next();
  return next;
}
/** An exponentially distributed number of that mean. */
export const exponential = (uniform: () => number, mean: number): number => -Math.log(1 - uniform()) * mean;
/** A log-normally distributed number of that mean and coefficient of variation; talk times look so (Brown et al., 2005). */
export function lognormal(uniform: () => number, mean: number, variation: number): number {
  const variance = Math.log(1 + variation ** 2);
  const normal = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return mean * Math.exp(normal * Math.sqrt(variance) - variance / 2);
}

/**
 * Admission: calls are answered only as fast as they can be taken on, so that nobody is answered and then forgotten. Until it is let in a
 * call rings. Past `maxCalls` a caller is told that many are calling, and is offered a callback.
 */
export interface Admission {
  /** Resolves when this call may be answered, in the order they came; call the answer when it is taken on. */
  enter(): Promise<() => void>;
  /** Calls that ring and wait to be let in. */
  ringing(): number;
}
/** Calls taken on at once; more would only make each slower. */
export const AT_ONCE = 48;
/** The same while the engine's events come late. */
export const AT_ONCE_LATE = 16;
/** Events later than this (milliseconds) mean that the machine is past what it can carry. */
export const LATE_MS = 1_000;

/** A gate of that width; `lagMs` is how late the engine's events come now. */
export function createAdmission(lagMs: () => number): Admission {
  let inside = 0;
  const queue: (() => void)[] = [];
  const next = (): void => {
    const width = lagMs() > LATE_MS ? AT_ONCE_LATE : AT_ONCE;
    while (inside < width && queue.length > 0) {
      inside += 1;
      queue.shift()!();
    }
  };
  return {
    ringing: () => queue.length,
    enter: () => new Promise((done) => {
      queue.push(() => {
        let left = false;
        done(() => {
          if (left) return;
          left = true;
          inside -= 1;
          next();
        });
      });
      next();
    }),
  };
}

/** Why there is no telephone engine, and what an operator can do about it. */
export class AsteriskUnavailable extends Error {
  readonly code = 'AsteriskUnavailable';
  readonly reason: string;
  readonly advice: string;
  constructor(reason: string, advice: string, options?: { cause?: unknown }) {
    super(`${reason} ${advice}`, options);
    this.name = 'AsteriskUnavailable';
    this.reason = reason;
    this.advice = advice;
  }
}

/** The only source of time in the core. The system's clock is an adapter; tests and simulations bring their own. */
export interface Clock {
  /** The present instant. */
  now(): Date;
}

/** A later instant: `seconds` may have a fraction. */
export function plusSeconds(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}

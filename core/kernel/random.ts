/** The only source of randomness in the core (an adapter over node:crypto in production). */
export interface Random {
  /** `n` unpredictable bytes. */
  bytes(n: number): Buffer;
  /** A whole number from 0 up to and without `limit`, without modulo bias. */
  below(limit: number): number;
}

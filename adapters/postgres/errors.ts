/** What can go wrong between us and PostgreSQL before the first query; every message says what to do. */
export class PostgresUnavailable extends Error {
  readonly code: string = 'postgres_unavailable';
  override name = 'PostgresUnavailable';
}

/** PostgreSQL: brought along or reached by DATABASE_URL; pools, Kysely, LISTEN. */
export { copyCluster, placeCluster, versionOf } from './base-backup.ts';
export { PostgresUnavailable } from './errors.ts';
export { ADMIN_ROLE, DATABASE, OWNER_ROLE, startEmbeddedPostgres } from './embedded.ts';
export type { EmbeddedOptions, EmbeddedPostgres, Log } from './embedded.ts';
export { leakySettings, prepareExternalDatabase } from './external.ts';
export { createKysely, openDatabase, openPool } from './kysely.ts';
export { listen } from './listen.ts';
export type { Listening, ListenOptions } from './listen.ts';
export { APP_ROLE, quoteIdentifier, quoteLiteral } from './roles.ts';
export { NOBODY, postgresAccount, postgresMayPass } from './runtime.ts';

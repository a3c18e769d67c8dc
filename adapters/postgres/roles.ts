/** The role the server works with: it owns nothing and row policies always hold for it. */
import type { Client } from 'pg';

export const APP_ROLE = 'havenline_app';

/** A name as SQL may carry it. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL may carry it, where no parameter is allowed. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Makes the role, or sets its password and takes from it what it must not have. */
export async function ensureAppRole(client: Pick<Client, 'query'>, password: string): Promise<void> {
  const there = await client.query('select 1 from pg_roles where rolname = $1', [APP_ROLE]);
  await client.query(
    `${there.rowCount === 0 ? 'create' : 'alter'} role ${APP_ROLE} with login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${quoteLiteral(password)}`,
  );
}

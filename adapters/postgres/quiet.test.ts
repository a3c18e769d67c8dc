import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { createTestDatabase } from '#testing/postgres';
import { leakySettings } from './external.ts';

const database = await createTestDatabase({ empty: true });
afterAll(() => database.drop());

test('the database we start writes down no statement; a server that would is named with its settings', async () => {
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  expect(await leakySettings(client)).toEqual([]);
  await client.query(`set log_min_error_statement = error; set log_statement = 'all'; set log_error_verbosity = verbose; set log_min_duration_statement = 100`);
  expect(await leakySettings(client)).toEqual(['log_error_verbosity = verbose', 'log_min_duration_statement = 100', 'log_min_error_statement = error', 'log_statement = all']);
  await client.end();
});

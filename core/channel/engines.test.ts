import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTx } from '#core/kernel';
import { createTestDatabase } from '#testing/postgres';
import { createEngines } from './engines.ts';
import * as rows from './repository.ts';

const STAFF = '00000000-0000-7000-8000-000000000001';
const HOLDER = '00000000-0000-7000-8000-00000000000a';
let db: Kysely<any>;
let end = async () => {};
beforeAll(async () => {
  const database = await createTestDatabase();
  db = new Kysely<any>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: database.appUrl, max: 4 }) }) });
  end = async () => { await db.destroy(); await database.drop(); };
});
afterAll(() => end());

/** The engine "east" as it sees the others; `answers` is what the west says when it is asked. */
function east(answers: () => boolean) {
  const over: string[] = [];
  const without: string[][] = [];
  const engines = createEngines({
    db, engine: 'east', peer: '10.20.0.11:5060', telephony: { answersAt: async () => answers() },
    contacts: { openCallsAt: async (_tx, engine) => (engine === 'west' && over.length === 0 ? [{ id: 'a-call' }] : []), callerGone: async (_tx, id) => void over.push(id) },
    softphonesGone: async (staffIds) => void without.push([...staffIds]),
  });
  return { engines, over, without };
}
const west = (forMs: number, reachable: boolean) => inTx(db, (tx) => rows.takeLease(tx, 'west', HOLDER, forMs, '10.20.0.12:5060', reachable));

test('a softphone is rung at the engine where it is registered: here by its name, elsewhere through the link', async () => {
  await west(60_000, true);
  const { engines } = east(() => true);
  expect(await engines.endpointOf(STAFF)).toBe(`agent-${STAFF}`);
  await inTx(db, (tx) => rows.placeSoftphone(tx, STAFF, 'west'));
  expect(await engines.endpointOf(STAFF)).toBe(`agent-${STAFF}@10.20.0.12:5060`);
  expect(await engines.softphoneElsewhere(STAFF)).toBe(true);
  await engines.softphoneHere(STAFF);
  expect(await engines.endpointOf(STAFF)).toBe(`agent-${STAFF}`);
  expect(await engines.softphoneElsewhere(STAFF)).toBe(false);
});

test('an engine whose server died but that answers keeps its calls; one that answers no more three times in a row has lost them', async () => {
  await inTx(db, (tx) => rows.placeSoftphone(tx, STAFF, 'west'));
  await west(60_000, true);
  let answers = false;
  const { engines, over, without } = east(() => answers);
  for (let n = 0; n < 5; n++) await engines.lookAround();
  expect(over).toEqual([]);
  await west(60_000, false);
  await engines.lookAround();
  await engines.lookAround();
  answers = true;
  await engines.lookAround();
  answers = false;
  await engines.lookAround();
  await engines.lookAround();
  expect(over).toEqual([]);
  await engines.lookAround();
  expect(over).toEqual(['a-call']);
  expect(without).toEqual([[STAFF]]);
  await engines.lookAround();
  expect(without).toHaveLength(1);
});

test('a server that is alone asks nobody', async () => {
  const engines = createEngines({ db, engine: 'asterisk', peer: null, telephony: { answersAt: () => { throw new Error('asked'); } }, contacts: { openCallsAt: async () => [], callerGone: async () => {} }, softphonesGone: async () => {} });
  await engines.lookAround();
  expect(await engines.endpointOf(STAFF)).toBe(`agent-${STAFF}`);
});

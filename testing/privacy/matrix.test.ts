/**
 * Every operation × everybody × every protected field. Generated from the contracts: an operation without a line in matrix.json fails here.
 * A line says who may be shown what of a story: its counsellor (owner), who was given the case (assigned), the agency it was referred to
 * (recipient), the caller. Nobody else is ever shown anything, and nobody anything of another story.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Operation } from '#contracts';
import { startSystem } from '#testing/harness';
import type { TestSystem } from '#testing/harness';
import { allOperations } from '../../apps/server/openapi.ts';
import { ask, KINDS, plausible, seed } from './matrix.ts';
import type { Asker, Kind, Relation, Story } from './matrix.ts';

const table = JSON.parse(readFileSync(join(import.meta.dirname, 'matrix.json'), 'utf8')) as { operations: Record<string, Partial<Record<Relation, Kind[]>>> };
const operations = allOperations();
let it: TestSystem;
let stories: Story[];
let askers: Asker[];
beforeAll(async () => {
  it = await startSystem();
  ({ stories, askers } = await seed(it));
}, 120_000);
afterAll(() => it?.stop());

test('every operation has its line, and no line is of an operation that is gone', () => {
  expect(Object.keys(table.operations).sort()).toEqual(operations.map((op) => op.name).sort());
});

const leaks: string[] = [];
const shown = new Set<string>();
let [requests, answered] = [0, 0];
/** Asks one operation about one story, and holds the answer against the table. */
async function check(op: Operation, asker: Asker, story: Story): Promise<void> {
  const paramNames = [...op.path.matchAll(/:(\w+)/g)].map((m) => m[1]!);
  const strange = paramNames.filter((name) => !(name in story.ids) && !['name', 'language'].includes(name));
  if (strange.length > 0) throw new Error(`${op.name}: the matrix has no value for ${strange.join(', ')}; give it one in matrix.ts.`);
  for (const field of paramNames.includes('field') ? ['name', 'phone'] : ['']) {
    const path = op.path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(name === 'field' ? field : (story.ids[name] ?? 'menu')));
    const answer = await ask(it, asker.cookie, op.method, path, op.body ? plausible(op.body, story) : undefined);
    requests += 1;
    if (answer.status === 200) answered += 1;
    for (const of of stories) {
      const relation = asker.of[of.label];
      const allowed = relation ? (table.operations[op.name]?.[relation] ?? []) : [];
      for (const kind of KINDS) {
        if (!answer.text.includes(of.canaries[kind])) continue;
        if (allowed.includes(kind)) shown.add(`${op.name} ${relation} ${kind}`);
        else leaks.push(`${op.method} ${path} showed the ${kind} of ${of.label} to ${asker.name}`);
      }
    }
  }
}
const everybody = async (ops: readonly Operation[]): Promise<void> => {
  for (const op of ops) for (const story of stories) {
    if (op.method === 'GET') {
      await Promise.all(askers.map((asker) => check(op, asker, story)));
      continue;
    }
    // Whoever may really do it comes last, so that the others meet everything as it was.
    for (const asker of askers.toSorted((a, b) => Number(story.label in a.of) - Number(story.label in b.of))) await check(op, asker, story);
  }
};

test('no answer holds a protected value that its reader may not see', { timeout: 540_000 }, async () => {
  const reads = operations.filter((op) => op.method === 'GET' || /reveal|open|preview/i.test(op.name));
  const acts = operations.filter((op) => !reads.includes(op) && op.name !== 'signOut');
  await everybody(reads);
  // Not empty: each thing that the table lets somebody see was seen by them.
  const promised = Object.entries(table.operations).flatMap(([op, by]) => Object.entries(by).flatMap(([relation, kinds]) => (reads.some((r) => r.name === op) ? kinds.map((kind) => `${op} ${relation} ${kind}`) : [])));
  expect(promised.filter((one) => !shown.has(one))).toEqual([]);
  await everybody(acts);
  await everybody(reads.filter((op) => op.method === 'GET'));
  await everybody(operations.filter((op) => op.name === 'signOut'));
  console.log(`${operations.length} operations × ${askers.length} askers × ${stories.length} stories × ${KINDS.length} fields: ${requests} requests, ${answered} answered with 200, ${leaks.length} leaks`);
  expect(leaks).toEqual([]);
});

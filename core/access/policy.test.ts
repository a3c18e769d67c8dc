import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Actor } from '#core/kernel';
import { Grant, mintGrant, assertGrant } from './grant.ts';
import { loadPolicy, policyFrom } from './policy.ts';
import type { Subject } from './policy.ts';

const DIR = 'policies';
const read = (file: string) => readFileSync(`${DIR}/${file}`, 'utf8');
const table = JSON.parse(read('cases.json')) as { actors: Record<string, Actor>; cases: ['allow' | 'deny', string, string, string, string, string, Subject['attrs']][] };
const purposes = (JSON.parse(read('purposes.json')) as { purposes: { name: string }[] }).purposes.map((p) => p.name);
const rules = readdirSync(DIR).filter((f) => f.endsWith('.cedar')).map(read).join('\n');
const policy = loadPolicy(DIR);

test.each(table.cases)('%s: %s, %s, %s on %s %s %j', (expected, who, purpose, action, type, id, attrs) => {
  const decision = policy.decide({ actor: table.actors[who]!, purpose, action, subject: { type, id, attrs: attrs ?? {} } });
  expect(decision === null ? 'deny' : 'allow').toBe(expected);
});

test('a rule that permits everything to everybody stops the start', () => {
  expect(() => policyFrom(purposes, read('schema.cedarschema'), `${rules}\n@id("anything") permit (principal, action, resource);`)).toThrow(/permits? /);
});

test('without the unoverridable forbid the set stops the start as soon as a rule names no purpose', () => {
  const without = rules.replace(/@id\("closed-list-of-purposes"\)[\s\S]*?;/, '');
  expect(() => policyFrom(purposes, read('schema.cedarschema'), `${without}\n@id("loose") permit (principal is StaffActor, action == Action::"directory.read", resource);`)).toThrow(/for the purpose/);
});

test('an enforcement purpose cannot be added: not in a rule, not in the list, not in the schema', () => {
  const schema = read('schema.cedarschema');
  const rule = '@id("ice") permit (principal, action, resource) when { context.purpose == Purpose::"immigration-enforcement" };';
  expect(() => policyFrom(purposes, schema, `${rules}\n${rule}`)).toThrow(/do not fit their schema/);
  expect(() => policyFrom([...purposes, 'immigration-enforcement'], schema, rules)).toThrow(/same purposes/);
  const widened = schema.replace('"system-operation"', '"system-operation", "immigration-enforcement"');
  expect(() => policyFrom([...purposes, 'immigration-enforcement'], widened, rules)).toThrow(/No purpose may be/);
});

test('a forged grant is refused, whatever it looks like', () => {
  const now = new Date(0);
  const contents = { id: 'g', actor: table.actors['ana']!, purpose: 'answer-contact', action: 'contact.read', subject: { type: 'Contact', id: 'c1' }, fields: ['name'], expiresAt: new Date(1000) };
  const real = mintGrant(contents);
  expect(() => assertGrant(real, { subjectId: 'c1', action: 'contact.read', field: 'name', now })).not.toThrow();
  for (const forged of [contents, Object.create(Grant.prototype), JSON.parse(JSON.stringify(contents)), new Proxy(real, {})]) {
    expect(() => assertGrant(forged as Grant, { subjectId: 'c1', now })).toThrow();
  }
  expect(() => new Grant(Symbol('mint'), contents)).toThrow(/not a grant/);
  expect(() => assertGrant(real, { subjectId: 'c2', now })).toThrow(/somebody or something else/);
  expect(() => assertGrant(real, { subjectId: 'c1', field: 'phone', now })).toThrow(/phone/);
  expect(() => assertGrant(real, { subjectId: 'c1', action: 'contact.write', now })).toThrow(/contact.read/);
  expect(() => assertGrant(real, { subjectId: 'c1', now: new Date(1000) })).toThrow(/expired/);
});

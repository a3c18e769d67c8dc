/** Every rule is changed in every way that matters; the table of cases or the start has to notice each change. */
import { expect, test } from 'vitest';
import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { readExamples } from './examples.ts';
import { ref } from './expr.ts';
import { attributesRead, everyone, everything, textsOf } from './finite.ts';
import { LOOKED_AT } from './invariants.ts';
import { policyFrom, untried } from './policy.ts';
import type { Policy } from './policy.ts';
import { readPolicyFiles, readRules } from './rules.ts';
import type { Rule } from './rules.ts';

const files = readPolicyFiles('policies');
const rules = readRules(files.rules);
const original = policyFrom(files, rules);
const { actors, cases } = readExamples('policies');

type Json = Record<string, any>;
/** An expression with one conjunct of its outermost "and" left out, for each of them. */
function withoutOne(body: Json): Json[] {
  if (!body['&&']) return [];
  const { left, right } = body['&&'];
  const around = (part: Json, rest: (p: Json) => Json): Json[] => (part['&&'] ? withoutOne(part).map(rest) : []);
  return [...(left['&&'] ? around(left, (l) => ({ '&&': { left: l, right } })) : [right]), ...(right['&&'] ? around(right, (r) => ({ '&&': { left, right: r } })) : [left])];
}
/** The same with one conjunct of a disjunct's or a negation's inside left out, and with one side of an "or" alone. */
function inside(body: Json): Json[] {
  if (body['!']) return [...withoutOne(body['!'].arg), ...inside(body['!'].arg)].map((arg) => ({ '!': { arg } }));
  if (body['||']) {
    const { left, right } = body['||'];
    return [left, right, ...[...withoutOne(right), ...inside(right)].map((r) => ({ '||': { left, right: r } }))];
  }
  if (body['&&']) {
    const { left, right } = body['&&'];
    return [...inside(left).map((l) => ({ '&&': { left: l, right } })), ...inside(right).map((r) => ({ '&&': { left, right: r } }))];
  }
  return [];
}
const ALL = { op: 'All' } as const;

interface Mutant { name: string; rules: Rule[] }
function mutants(): Mutant[] {
  const out: Mutant[] = [];
  for (const rule of rules) {
    const others = rules.filter((r) => r !== rule);
    const put = (how: string, json: PolicyJson) => out.push({ name: `${rule.id}: ${how}`, rules: [...others, { ...rule, json, effect: json.effect }] });
    const { json } = rule;
    out.push({ name: `${rule.id}: dropped`, rules: others });
    put('flipped', { ...json, effect: json.effect === 'permit' ? 'forbid' : 'permit' });
    json.conditions.forEach((clause, i) => {
      const swap = (body: Json | null) => ({ ...json, conditions: json.conditions.flatMap((c, at) => (at !== i ? [c] : body ? [{ ...c, body: body as typeof c.body }] : [])) });
      put(`clause ${i + 1} removed`, swap(null));
      withoutOne(clause.body as Json).forEach((body, n) => put(`part ${n + 1} of clause ${i + 1} removed`, swap(body)));
      inside(clause.body as Json).forEach((body, n) => put(`inner part ${n + 1} of clause ${i + 1} changed`, swap(body)));
    });
    if (json.principal.op !== 'All') put('for anybody', { ...json, principal: ALL });
    if (json.action.op !== 'All') put('for any action', { ...json, action: ALL });
    if (json.resource.op !== 'All') put('on anything', { ...json, resource: ALL });
  }
  return out;
}

/** Whether some request of the whole finite part is decided otherwise: a part that another rule makes good as well is no hole when it goes. */
function differs(a: Policy, b: Policy): boolean {
  const texts = textsOf([...a.rules, ...b.rules]);
  for (const [action, { principals, resources }] of a.shape.actions) for (const principal of principals) for (const resource of resources) {
    const [x, y] = [a.at(principal, action, resource)!, b.at(principal, action, resource)!];
    if (JSON.stringify(x.rules.map((r) => r.json)) === JSON.stringify(y.rules.map((r) => r.json))) continue;
    const things = [...everything(resource, a.shape, new Set([...attributesRead([...x.rules, ...y.rules]), ...LOOKED_AT]), [])];
    for (const { entity } of everyone(principal, texts)) for (const { name } of a.purposes) for (const thing of things) {
      const env = { principal: entity, action: ref('Action', action), resource: thing, context: { purpose: ref('Purpose', name) } };
      if ((x.decide(env) === null) !== (y.decide(env) === null)) return true;
    }
  }
  return false;
}

const same = 'no request is decided otherwise';
/** What noticed it, or null. */
function caughtBy(mutant: readonly Rule[]): string | null {
  try {
    const policy = untried(files, mutant);
    const other = cases.find(([expected, who, purpose, action, type, id, attrs]) => (policy.decideHere({ actor: actors[who]!, purpose, action, subject: { type, id, attrs: attrs ?? {} } }) === null) === (expected === 'allow'));
    if (other) return `the case ${other.join(' ')}`;
    return differs(original, policyFrom(files, mutant)) ? null : same;
  } catch (error) {
    return (error as Error).message;
  }
}

test('every rule dropped, flipped or weakened is noticed by the table of cases or by the start', { timeout: 300_000 }, () => {
  const all = mutants();
  expect(all.length).toBeGreaterThan(150);
  const results = all.map((m) => ({ name: m.name, by: caughtBy(m.rules) }));
  const survivors = results.filter((r) => r.by === null).map((r) => r.name);
  console.log(`${all.length} mutants: ${results.filter((r) => r.by === same).length} change no decision, ${survivors.length} survive`);
  expect(survivors).toEqual([]);
});

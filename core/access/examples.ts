/** The rules as people read them: each in plain words, with the cases of policies/cases.json that it allows and that are refused beside it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Actor } from '#core/kernel';
import { INVARIANTS } from './invariants.ts';
import type { Policy, Subject } from './policy.ts';
import { broken } from './rules.ts';

type Row = readonly ['allow' | 'deny', string, string, string, string, string, Subject['attrs']];
export interface ExampleTable { readonly actors: Readonly<Record<string, Actor>>; readonly cases: readonly Row[] }
export interface Example { readonly who: string; readonly purpose: string; readonly action: string; readonly subject: string; readonly facts: string }
export interface RulesInWords {
  readonly purposes: { name: string; dpv: string | null; en: string; es: string; rules: string[] }[];
  readonly rules: { id: string; effect: 'permit' | 'forbid'; en: string; es: string; allowed: Example[]; refused: Example[] }[];
  readonly invariants: { id: string; en: string; es: string }[];
  readonly tried: number;
}

export const readExamples = (dir: string): ExampleTable => JSON.parse(readFileSync(join(dir, 'cases.json'), 'utf8')) as ExampleTable;
const TYPES = { staff: 'StaffActor', partner: 'PartnerActor', caller: 'CallerActor', system: 'SystemActor' } as const;

/** @throws PolicyInvalid when a case of the table comes out otherwise, or a rule has no case that it allows or that it refuses */
export function exampleTable(dir: string, policy: Policy): RulesInWords {
  const { actors, cases } = readExamples(dir);
  const by = new Map(policy.rules.map((r) => [r.id, { allowed: [] as Example[], refused: [] as Example[], purposes: new Set<string>() }]));
  for (const [expected, who, purpose, action, type, id, attrs] of cases) {
    const actor = actors[who];
    if (!actor) throw broken('PolicyInvalid', `cases.json speaks of ${who}, who is not among its actors.`);
    const question = policy.plain({ actor, purpose, action, subject: { type, id, attrs: attrs ?? {} } });
    const permitting = policy.decide(question);
    if ((permitting === null ? 'deny' : 'allow') !== expected) throw broken('PolicyInvalid', `cases.json: expected ${expected} for ${[who, purpose, action, type, id].join(', ')} ${JSON.stringify(attrs)}.`);
    const facts = Object.entries(attrs ?? {}).flatMap(([key, v]) => (v === null || v === undefined ? [] : [`${key}: ${[v].flat().join(', ')}`])).join('; ');
    const example: Example = { who: actor.kind === 'staff' ? actor.roles.join(' + ') : actor.kind === 'system' ? actor.name : actor.kind, purpose, action: question.action, subject: question.subject.type, facts };
    const forbidding = policy.forbidding(question);
    for (const rule of policy.at(TYPES[actor.kind], question.action, question.subject.type)?.rules ?? []) {
      const found = by.get(rule.id)!;
      if (permitting?.includes(rule.id)) { found.allowed.push(example); found.purposes.add(purpose); }
      else if (permitting === null && (rule.effect === 'permit' || forbidding.includes(rule.id))) found.refused.push(example);
    }
  }
  for (const rule of policy.rules) {
    const { allowed, refused } = by.get(rule.id)!;
    if (refused.length === 0 || (rule.effect === 'permit' && allowed.length === 0)) throw broken('PolicyInvalid', `The rule ${rule.id} has no case in cases.json that ${refused.length === 0 ? 'is refused' : 'it allows'}: add one.`);
  }
  return {
    rules: policy.rules.map((r) => ({ id: r.id, effect: r.effect, en: r.en, es: r.es, allowed: by.get(r.id)!.allowed, refused: by.get(r.id)!.refused })),
    purposes: policy.purposes.map((p) => ({ ...p, rules: policy.rules.filter((r) => by.get(r.id)!.purposes.has(p.name)).map((r) => r.id) })),
    invariants: INVARIANTS.map(({ id, en, es }) => ({ id, en, es })),
    tried: policy.tried,
  };
}

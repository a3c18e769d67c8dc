import { expect, test } from 'vitest';
import fc from 'fast-check';
import { PARTNER_ROLES, ROLES } from '#core/kernel';
import type { Actor } from '#core/kernel';
import { exampleTable, readExamples } from './examples.ts';
import { Grant, mintGrant, assertGrant } from './grant.ts';
import { INVARIANTS } from './invariants.ts';
import { loadPolicy, policyFrom } from './policy.ts';
import type { Question } from './policy.ts';
import { readPolicyFiles } from './rules.ts';

const files = readPolicyFiles('policies');
const table = readExamples('policies');
const policy = loadPolicy('policies');
const permit = (id: string, rest: string) => `\n@id("${id}") @en("Anything.") @es("Cualquier cosa.") permit ${rest}`;
const loosened = (id: string, rest: string) => () => policyFrom({ ...files, rules: files.rules + permit(id, rest) });

test.each(table.cases)('%s: %s, %s, %s on %s %s %j', (expected, who, purpose, action, type, id, attrs) => {
  const decision = policy.decide({ actor: table.actors[who]!, purpose, action, subject: { type, id, attrs: attrs ?? {} } });
  expect(decision === null ? 'deny' : 'allow').toBe(expected);
});

test('a rule that permits everything to everybody stops the start, with the name of what it breaks', () => {
  expect(loosened('anything', '(principal, action, resource);')).toThrow(/^[a-z-]+: .*The rule .*anything/);
});

// One rule for each invariant that breaks it and nothing before it.
const BREAKS: Record<string, string> = {
  'only-ones-own': '(principal is StaffActor, action == Action::"case.read", resource) when { principal.roles.contains("counsellor") && context.purpose == Purpose::"care-continuity" };',
  'no-role-is-a-key': '(principal is StaffActor, action == Action::"person.reveal", resource) when { principal.roles.contains("administrator") && resource has assigned && resource.assigned.contains(principal.id) && context.purpose == Purpose::"quality-supervision" };',
  'the-machine-reads-nothing': '(principal is SystemActor, action == Action::"contact.read", resource) when { resource has counsellor && resource.counsellor == "me" && context.purpose == Purpose::"answer-contact" };',
  'callers-have-their-own-conversation-only': '(principal is CallerActor, action == Action::"contact.write", resource) when { context.purpose == Purpose::"answer-contact" };',
  'partners-have-their-own-referrals-only': '(principal is PartnerActor, action == Action::"referral.answer", resource) when { context.purpose == Purpose::"service-referral" };',
};
test.each(Object.entries(BREAKS))('a rule against %s stops the start', (id, rule) => {
  expect(loosened('loose', rule)).toThrow(new RegExp(`^${id}: `));
});

test.each(['closed-list-of-purposes', 'operation-and-statistics-open-nothing', 'enforcement-partners-only-for-a-life', 'police-and-courts-by-law-only', 'no-information-call'])('without the forbid %s nothing starts', (id) => {
  const without = files.rules.replace(new RegExp(`@id\\("${id}"\\)[\\s\\S]*?;\n`), '');
  expect(without).not.toBe(files.rules);
  expect(() => policyFrom({ ...files, rules: without })).toThrow(/No forbid stands against/);
});

test('an enforcement purpose cannot be added: not in a rule, not in the list, not in the schema', () => {
  expect(loosened('ice', '(principal, action, resource) when { context.purpose == Purpose::"immigration-enforcement" };')).toThrow(/do not fit their schema/);
  const more = [...files.purposes, { name: 'immigration-enforcement', dpv: null, en: 'x', es: 'x' }];
  expect(() => policyFrom({ ...files, purposes: more })).toThrow(/same purposes/);
  const schema = files.schema.replace('"system-operation"', '"system-operation", "immigration-enforcement"');
  expect(() => policyFrom({ ...files, purposes: more, schema })).toThrow(/closed-purposes: no purpose may be/);
});

test('the whole finite part is tried at the start, every role and sets of roles, purposes, actions and kinds of agency', () => {
  expect(policy.tried).toBeGreaterThan(150_000);
  expect(policy.shape.words.get('AgencyKind')).toContain('police');
});

test('a rule without plain words, and one without a case that it allows and one that is refused, stops the start', () => {
  expect(() => policyFrom({ ...files, rules: files.rules.replace(/@es\("[^"]+"\)/, '') })).toThrow(/is not said in plain words/);
  const untold = policyFrom({ ...files, rules: files.rules + permit('untold', '(principal is StaffActor, action == Action::"directory.read", resource) when { context.purpose == Purpose::"mandated-report" && principal.roles.contains("interpreter") };') });
  expect(() => exampleTable('policies', untold)).toThrow(/The rule untold has no case/);
});

test('every rule and invariant is said in two languages, and every rule has its allowed and refused cases', () => {
  const words = exampleTable('policies', policy);
  expect(words.rules.map((r) => r.id).sort()).toEqual(policy.rules.map((r) => r.id).sort());
  for (const rule of words.rules) expect([rule.id, rule.refused.length > 0, rule.effect === 'forbid' || rule.allowed.length > 0]).toEqual([rule.id, true, true]);
  for (const one of [...words.rules, ...words.purposes, ...words.invariants, ...INVARIANTS]) expect(one.en !== one.es && one.en.length > 10).toBe(true);
});

const id = fc.constantFrom('me', 'you', 'them');
const subset = <T>(of: readonly T[]) => fc.subarray([...of]);
const actor: fc.Arbitrary<Actor> = fc.oneof(
  fc.record({ kind: fc.constant('staff' as const), id, roles: subset(ROLES), deskName: fc.constant(''), inOfficialCall: fc.boolean() }),
  fc.record({ kind: fc.constant('partner' as const), id, organizationId: id, roles: fc.subarray([...PARTNER_ROLES]) }),
  fc.record({ kind: fc.constant('caller' as const), contactId: id }),
  fc.record({ kind: fc.constant('system' as const), name: fc.constantFrom('dialer', 'setup', 'cli', 'routing') }),
);
const attr = (kind: unknown): fc.Arbitrary<string | boolean | string[]> => (kind === 'text' ? id : kind === 'texts' ? subset(['me', 'you', 'them']) : kind === 'flag' ? fc.boolean() : fc.constantFrom(...(kind as string[])));
/** A random request about a random thing, half of them of a kind that an action is for. */
export const question: fc.Arbitrary<Question> = fc.constantFrom(...[...policy.shape.actions].flatMap(([action, { resources }]) => resources.map((type) => ({ action, type })))).chain(({ action, type }) =>
  fc.record({
    actor, action: fc.constant(action), purpose: fc.constantFrom(...policy.purposes.map((p) => p.name)),
    subject: fc.record({
      type: fc.constant(type), id,
      attrs: fc.record(Object.fromEntries(Object.entries(policy.shape.types.get(type)!).filter(([key]) => key !== 'id').map(([key, { kind }]) => [key, fc.option(attr(kind))])) as Record<string, fc.Arbitrary<string | boolean | string[] | null>>),
    }),
  }) as fc.Arbitrary<Question>);

test('what tries the combinations at the start decides as Cedar does', () => {
  fc.assert(fc.property(question, (q) => { expect(policy.decideHere(q)?.toSorted()).toEqual(policy.decide(q)?.toSorted()); }), { numRuns: 5_000, seed: 20_260_302 });
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
  expect(() => assertGrant(mintGrant({ ...contents, fields: null }), { subjectId: 'c1', field: 'name', now })).toThrow(/name/);
  expect(() => assertGrant(real, { subjectId: 'c1', action: 'contact.write', now })).toThrow(/contact.read/);
  expect(() => assertGrant(real, { subjectId: 'c1', now: new Date(1000) })).toThrow(/expired/);
});

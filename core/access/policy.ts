/** The rules: loaded once, validated against their schema, and tried against what must never be permitted. */
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { CedarValueJson, EntityJson, PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { Actor } from '#core/kernel';
import { compileRule, covers, EvaluationError, OPEN, ref } from './expr.ts';
import type { Entity, Env, Value } from './expr.ts';
import { attributesRead, everyone, everything, plainValue, textsOf } from './finite.ts';
import { FORBIDDEN_WORDS, INVARIANTS, LOOKED_AT, NEVER } from './invariants.ts';
import type { Invariant } from './invariants.ts';
import { broken, readPolicyFiles, readRules, readSchema } from './rules.ts';
import type { Attribute, PolicyFiles, Purpose, Rule, Shape } from './rules.ts';

export interface Subject {
  readonly type: string;
  readonly id: string;
  /** What the rules look at, as the schema names it: `counsellor`, `assigned`, `organization`, `open`, … null and unknown ones are left out. */
  readonly attrs?: Readonly<Record<string, string | boolean | readonly string[] | null | undefined>>;
}
export interface Question { readonly actor: Actor; readonly purpose: string; readonly action: string; readonly subject: Subject }

export interface Policy {
  /** The question in the words of the schema. */
  plain(question: Question): Question;
  /** Fields by the names of their columns. */
  columns(fields: readonly string[]): string[];
  /** Of the fields asked for, those that a grant on this kind of thing may name. */
  namedFields(type: string, fields: readonly string[]): string[];
  readonly purposes: readonly Purpose[];
  readonly actions: readonly string[];
  readonly rules: readonly Rule[];
  readonly shape: Shape;
  /** How many combinations were tried at the start. */
  readonly tried: number;
  /** The ids of the rules that permit it; null: no rule does, or one forbids. Whatever cannot be answered is not permitted. */
  decide(question: Question): readonly string[] | null;
  /** The same by our own reading of the rules: for holding the two against each other. */
  decideHere(question: Question): readonly string[] | null;
  /** The ids of the forbids that refuse it, whatever is permitted. */
  forbidding(question: Question): readonly string[];
  /** What is left of the rules when the subject of this type is not known yet: permits and forbids; null when nothing of the type is permitted. */
  residual(question: Omit<Question, 'subject'>, type: string): { permits: PolicyJson[]; forbids: PolicyJson[] } | null;
  /** The rules that speak about this kind of request; null: the schema has no such request. */
  at(principalType: string, action: string, type: string): Pick<Slice, 'rules' | 'decide' | 'forbidding'> | null;
}

let loaded = 0;

/** Reads a folder of rules. @throws HavenlineError PolicyInvalid or PolicyForbidden: the server must not start */
export function loadPolicy(dir: string): Policy {
  return policyFrom(readPolicyFiles(dir));
}

/** The same from texts. */
export function policyFrom(files: PolicyFiles, rules: readonly Rule[] = readRules(files.rules)): Policy {
  const policy = untried(files, rules);
  return { ...policy, tried: tryEverything(policy) };
}

/** The same without trying what it permits: for the tests' changed rules, and the first half of a start. */
export function untried(files: PolicyFiles, rules: readonly Rule[]): Policy {
  const policies = { staticPolicies: Object.fromEntries(rules.map((r) => [r.id, r.json])) };
  const shape = readSchema(files.schema);
  const answer = cedar.validate({ schema: files.schema, policies });
  if (answer.type === 'failure' || answer.validationErrors.length > 0) {
    const errors = answer.type === 'failure' ? answer.errors.map((e) => e.message) : answer.validationErrors.map((e) => `${e.policyId}: ${e.error.message}`);
    throw broken('PolicyInvalid', `The rules do not fit their schema: ${errors.join('; ')}`);
  }
  const { names, purposes } = files;
  const known = purposes.map((p) => p.name);
  checkPurposes(purposes, shape.words.get('Purpose') ?? []);
  checkNames(files, shape, known);

  const name = `havenline-${++loaded}`;
  const slices = new Map<string, Slice | null>();
  /** Only the rules whose scope covers this kind of request: Cedar then reads a few instead of all, with the same answer. */
  const sliceOf = (principalType: string, action: string, type: string): Slice | null => {
    const key = `${principalType} ${action} ${type}`;
    let slice = slices.get(key);
    if (slice === undefined) {
      const a = shape.actions.get(action);
      slice = a && a.principals.includes(principalType) && a.resources.includes(type) ? makeSlice(`${name} ${key}`, rules.filter((r) => covers(r.json, principalType, action, type))) : null;
      slices.set(key, slice);
    }
    return slice;
  };
  const attributesOf = (type: string): Readonly<Record<string, Attribute>> | null => (type.endsWith('Actor') ? null : (shape.types.get(type) ?? null));
  const context = (purpose: string) => ({ purpose: { __entity: { type: 'Purpose', id: purpose } } });

  const decide = ({ actor, purpose, action, subject }: Question): readonly string[] | null => {
    const attributes = attributesOf(subject.type);
    const principal = actorEntity(actor);
    const slice = attributes && sliceOf(principal.uid.type, action, subject.type);
    if (!slice || !known.includes(purpose)) return null;
    const resource = subjectEntity(subject, attributes, shape);
    slice.ready();
    // What the request may name was checked above; an attribute of a wrong kind is an error of the rule that reads it, and so a refusal.
    const result = cedar.statefulIsAuthorized({
      principal: principal.uid, resource: resource.uid, action: { type: 'Action', id: action }, context: context(purpose), entities: [principal, resource], preparsedPolicySetId: slice.id, validateRequest: false,
    });
    if (result.type === 'failure' || result.response.diagnostics.errors.length > 0) return null;
    return result.response.decision === 'allow' ? result.response.diagnostics.reason : null;
  };
  const readHere = ({ actor, purpose, action, subject }: Question): { slice: Slice; env: Env } | null => {
    const attributes = attributesOf(subject.type);
    const principal = actorEntity(actor);
    const slice = attributes && sliceOf(principal.uid.type, action, subject.type);
    return slice && { slice, env: { principal: here(principal), action: ref('Action', action), resource: here(subjectEntity(subject, attributes, shape)), context: { purpose: ref('Purpose', purpose) } } };
  };
  const decideHere = (question: Question): readonly string[] | null => {
    const read = known.includes(question.purpose) ? readHere(question) : null;
    return read && (read.slice.decide(read.env) as string[] | null);
  };

  const plain = (q: Question): Question => ({
    actor: q.actor,
    action: own(names.actions, q.action) ?? q.action,
    purpose: own(names.purposes, q.purpose) ?? q.purpose,
    subject: { ...q.subject, type: capital(q.subject.type) },
  });
  const asked = (question: Question, by: typeof decide) => by(plain(question));
  return {
    purposes, actions: [...shape.actions.keys()], rules, shape, tried: 0, plain,
    columns: (fields) => fields.map((field) => own(names.fields ?? {}, field) ?? field),
    namedFields: (type, fields) => fields.filter((field) => own(files.fields, type)?.includes(field)),
    decide: (question) => asked(question, decide),
    decideHere: (question) => asked(question, decideHere),
    at: sliceOf,
    forbidding: (question) => {
      const read = readHere(plain(question));
      return (read && read.slice.forbidding(read.env)) ?? [];
    },
    residual(question, type) {
      const { actor, purpose, action } = plain({ ...question, subject: { type, id: '' } });
      const principal = actorEntity(actor);
      const slice = attributesOf(type) && sliceOf(principal.uid.type, action, type);
      if (!slice || !known.includes(purpose)) return null;
      const result = cedar.isAuthorizedPartial({
        principal: principal.uid, action: { type: 'Action', id: action }, resource: null, context: context(purpose), entities: [principal],
        policies: { staticPolicies: Object.fromEntries(slice.rules.map((r) => [r.id, r.json])) },
      });
      if (result.type === 'failure' || result.response.errored.length > 0 || result.response.decision === 'deny') return null;
      // A rule that is false whatever the resource comes back with the one condition "false", and one that is true with "true".
      const left = Object.values(result.response.residuals);
      const open = left.filter((r) => !r.conditions.some(({ kind, body }) => 'Value' in body && body.Value === (kind === 'unless')));
      return { permits: open.filter((r) => r.effect === 'permit'), forbids: open.filter((r) => r.effect === 'forbid') };
    },
  };
}

interface Slice {
  readonly id: string;
  readonly rules: readonly Rule[];
  /** Hands the slice to Cedar once. */
  ready(): void;
  /** Ids of the rules that permit, null when refused, OPEN when it depends on the resource. */
  decide(env: Env): readonly string[] | null | typeof OPEN;
  /** The forbids that refuse it whatever is permitted; null: an error refuses it. */
  forbidding(env: Env): string[] | null;
}

function makeSlice(id: string, rules: readonly Rule[]): Slice {
  let handed = false;
  const compiled = rules.map((r) => {
    try {
      return { id: r.id, permits: r.effect === 'permit', holds: compileRule(r.json) };
    } catch (error) {
      throw broken('PolicyInvalid', `The rule ${r.id} uses "${(error as Error).message}", which cannot be tried out at the start. Say it another way.`);
    }
  });
  const forbids = compiled.filter((rule) => !rule.permits);
  return {
    id, rules,
    forbidding(env) {
      try {
        return forbids.flatMap((rule) => (rule.holds(env) === true ? [rule.id] : []));
      } catch (error) {
        if (error instanceof EvaluationError) return null;
        throw error;
      }
    },
    ready() {
      if (handed) return;
      const step = cedar.preparsePolicySet(id, { staticPolicies: Object.fromEntries(rules.map((r) => [r.id, r.json])) });
      if (step.type === 'failure') throw broken('PolicyInvalid', step.errors.map((e) => e.message).join('; '));
      handed = true;
    },
    decide(env) {
      const permitting: string[] = [];
      let open = false;
      try {
        for (const rule of compiled) {
          const v = rule.holds(env);
          if (v === OPEN) open ||= rule.permits;
          else if (v === true && rule.permits) permitting.push(rule.id);
          else if (v === true) return null;
        }
      } catch (error) {
        if (error instanceof EvaluationError) return null;
        throw error;
      }
      return open ? OPEN : permitting.length > 0 ? permitting : null;
    },
  };
}

const own = <T>(words: Readonly<Record<string, T>>, word: string): T | undefined => (Object.hasOwn(words, word) ? words[word] : undefined);
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function checkPurposes(listed: readonly Purpose[], inSchema: readonly string[]): void {
  const names = listed.map((p) => p.name);
  if ([...names].sort().join() !== [...inSchema].sort().join()) throw broken('PolicyInvalid', 'purposes.json and schema.cedarschema do not name the same purposes.');
  const bad = names.filter((purpose) => NEVER.includes(purpose) || FORBIDDEN_WORDS.test(purpose));
  if (bad.length > 0) throw broken('PolicyForbidden', `closed-purposes: no purpose may be ${bad.join(', ')}.`);
  const unsaid = listed.filter((p) => !p.en?.trim() || !p.es?.trim()).map((p) => p.name);
  if (unsaid.length > 0) throw broken('PolicyInvalid', `The purpose ${unsaid.join(', ')} is not said in plain words.`);
}

function checkNames({ names, fields }: PolicyFiles, shape: Shape, purposes: readonly string[]): void {
  const astray = [
    ...Object.values(names.actions).filter((a) => !shape.actions.has(a)), ...Object.values(names.purposes).filter((p) => !purposes.includes(p)), ...Object.keys(fields).filter((type) => !shape.types.has(type)),
  ];
  if (astray.length > 0) throw broken('PolicyInvalid', `names.json or fields.json leads to ${astray.join(', ')}, which the schema does not have.`);
}

/** Tries the whole finite part against every invariant; answers how many combinations that were. @throws PolicyForbidden, naming the invariant */
function tryEverything({ rules, shape, purposes, at }: Policy): number {
  askCedarItself(rules, shape);
  const names = textsOf(rules);
  const overAll = INVARIANTS.filter((i) => i.overAll);
  let tried = 0;
  for (const [action, { touches, principals, resources }] of shape.actions) for (const principal of principals) for (const resource of resources) {
    const slice = at(principal, action, resource);
    if (!slice) continue;
    const things = [...everything(resource, shape, new Set([...attributesRead(slice.rules), ...LOOKED_AT]), [])]
      .map((thing) => ({ thing, attrs: Object.fromEntries(Object.entries(thing.attrs).map(([key, v]) => [key, plainValue(v)])) }));
    const people = everyone(principal, names);
    for (const someone of people) for (const { name: purpose } of purposes) {
      tried += things.length;
      const env = { principal: someone.entity, action: ref('Action', action), context: { purpose: ref('Purpose', purpose) } };
      const asked = { principal, roles: someone.roles, inOfficialCall: someone.entity.attrs['inOfficialCall'] === true, purpose, action, touches, resource };
      // Forbids are tried as if some rule permitted everything: for those who hold no role and those who hold all.
      if (someone === people[0] || someone === people.at(-1)) for (const { thing, attrs } of things) {
        const breach = overAll.find((i) => i.broken({ ...asked, attrs }));
        if (breach && slice.forbidding({ ...env, resource: thing })?.length === 0) throw forbidden(breach, `No forbid stands against ${action} on ${resource} ${JSON.stringify(attrs)} for ${purpose}.`);
      }
      // Most are settled before one knows about what: then they are refused for everything.
      if (slice.decide({ ...env, resource: OPEN }) === null) continue;
      for (const { thing, attrs } of things) {
        const permitting = slice.decide({ ...env, resource: thing });
        if (permitting === null || permitting === OPEN) continue;
        const breach = INVARIANTS.find((i) => i.broken({ ...asked, attrs }));
        if (!breach) continue;
        const who = principal === 'StaffActor' ? `staff who are ${someone.roles.join(' and ') || 'nothing'}` : principal;
        throw forbidden(breach, `The rule ${permitting.join(', ')} permits ${action} on ${resource} ${JSON.stringify(attrs)} to ${who} for ${purpose}.`);
      }
    }
  }
  return tried;
}

const forbidden = (i: Invariant, how: string) => broken('PolicyForbidden', `${i.id}: ${i.en} ${how}`);

/** Cedar itself, without the schema's help and with a rule that permits everything: the forbid over all rules has to refuse every other purpose. */
function askCedarItself(rules: readonly Rule[], shape: Shape): void {
  const name = `havenline-${++loaded}`;
  const step = cedar.preparsePolicySet(name, { staticPolicies: { ...Object.fromEntries(rules.map((r) => [r.id, r.json])), 'permits-everything': 'permit (principal, action, resource);' } });
  if (step.type === 'failure') throw broken('PolicyInvalid', step.errors.map((e) => e.message).join('; '));
  for (const [action, { principals, resources }] of shape.actions) for (const type of principals) for (const resource of resources) for (const purpose of NEVER) {
    const [p, r] = [{ type, id: 'me' }, { type: resource, id: 'me' }];
    const attrs = Object.fromEntries(Object.entries(shape.types.get(resource)!).map(([key, { kind }]) => [key, kind === 'text' ? 'me' : kind === 'texts' ? ['me'] : kind === 'flag' ? key !== 'participates' : { __entity: { type: [...shape.words].find(([, words]) => words === kind)![0], id: kind[0]! } }]));
    const answer = cedar.statefulIsAuthorized({
      principal: p, resource: r, action: { type: 'Action', id: action }, context: { purpose: { __entity: { type: 'Purpose', id: purpose } } }, entities: [{ uid: p, attrs: {}, parents: [] }, { uid: r, attrs, parents: [] }], preparsedPolicySetId: name, validateRequest: false,
    });
    if (answer.type === 'failure' || answer.response.decision === 'allow') throw forbidden(INVARIANTS[0]!, `No forbid stands against ${action} on ${resource} for the purpose "${purpose}".`);
  }
}

function actorEntity(actor: Actor): EntityJson & { uid: { type: string; id: string } } {
  switch (actor.kind) {
    case 'staff': return { uid: { type: 'StaffActor', id: actor.id }, attrs: { id: actor.id, roles: [...actor.roles], inOfficialCall: actor.inOfficialCall === true }, parents: [] };
    case 'partner': return { uid: { type: 'PartnerActor', id: actor.id }, attrs: { organization: actor.organizationId, roles: [...actor.roles] }, parents: [] };
    case 'caller': return { uid: { type: 'CallerActor', id: actor.contactId }, attrs: { contact: actor.contactId }, parents: [] };
    case 'system': return { uid: { type: 'SystemActor', id: actor.name }, attrs: { name: actor.name }, parents: [] };
  }
}

function subjectEntity(subject: Subject, known: Readonly<Record<string, Attribute>>, shape: Shape): EntityJson & { uid: { type: string; id: string } } {
  const attrs: Record<string, CedarValueJson> = {};
  for (const [key, value] of Object.entries(subject.attrs ?? {})) {
    if (!Object.hasOwn(known, key) || key === 'id' || value === null || value === undefined) continue;
    const { kind } = known[key]!;
    const list = typeof kind === 'object' ? [...shape.words].find(([, words]) => words === kind)?.[0] : undefined;
    attrs[key] = list ? { __entity: { type: list, id: String(value) } } : typeof value === 'object' ? [...value] : value;
  }
  if (Object.hasOwn(known, 'id')) attrs['id'] = subject.id;
  return { uid: { type: subject.type, id: subject.id }, attrs, parents: [] };
}

/** An entity for our own reading of the rules. */
function here(e: EntityJson & { uid: { type: string; id: string } }): Entity {
  const value = (v: CedarValueJson): Value => (Array.isArray(v) ? v.map(value) : v && typeof v === 'object' && '__entity' in v ? ref((v['__entity'] as { type: string }).type, (v['__entity'] as { id: string }).id) : (v as Value));
  return { uid: ref(e.uid.type, e.uid.id), attrs: Object.fromEntries(Object.entries(e.attrs).map(([key, v]) => [key, value(v)])) };
}

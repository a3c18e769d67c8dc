/** The rules: loaded once, validated against their schema, and tried against what must never be permitted. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { CedarValueJson, EntityJson, SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import { HavenlineError, ROLES } from '#core/kernel';
import type { Actor } from '#core/kernel';

export interface Subject {
  readonly type: string;
  readonly id: string;
  /** What the rules look at: `counsellor`, `assigned`, `organization`, `open`, `staff`. null and unknown ones are left out. */
  readonly attrs?: Readonly<Record<string, string | boolean | readonly string[] | null | undefined>>;
}

export interface Question { readonly actor: Actor; readonly purpose: string; readonly action: string; readonly subject: Subject }

/** Other spellings that features use, each for one word of the schema. */
export interface Names {
  readonly actions: Readonly<Record<string, string>>;
  readonly purposes: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, string>>;
}

export interface Policy {
  /** The question in the words of the schema. */
  plain(question: Question): Question;
  /** Fields by the names of their columns. */
  columns(fields: readonly string[]): string[];
  readonly purposes: readonly string[];
  readonly actions: readonly string[];
  /** The ids of the rules that permit it; null: no rule does, or one forbids. Whatever cannot be answered is not permitted. */
  decide(question: Question): readonly string[] | null;
}

/** Words under which enforcement might come back; the set has to refuse each, for everybody and everything. */
const NEVER = ['immigration-enforcement', 'enforcement', '*'];
/** Actions that open what somebody told us. */
const OPENING = ['contact.read', 'case.read', 'person.reveal', 'referral.read', 'sealed.open'];

let loaded = 0;

function broken(code: string, message: string): HavenlineError {
  return new HavenlineError(code, 500, message, 'Mend the files in policies/; nothing starts with them as they are.');
}

/** Reads a folder of rules. @throws HavenlineError PolicyInvalid or PolicyForbidden: the server must not start */
export function loadPolicy(dir: string): Policy {
  const purposes = (JSON.parse(readFileSync(join(dir, 'purposes.json'), 'utf8')) as { purposes: { name: string }[] }).purposes.map((p) => p.name);
  const schemaText = readFileSync(join(dir, 'schema.cedarschema'), 'utf8');
  const files = readdirSync(dir).filter((file) => file.endsWith('.cedar')).sort();
  const names = JSON.parse(readFileSync(join(dir, 'names.json'), 'utf8')) as Names;
  return policyFrom(purposes, schemaText, files.map((file) => readFileSync(join(dir, file), 'utf8')).join('\n'), names);
}

/** The same from texts. */
export function policyFrom(purposes: readonly string[], schemaText: string, rules: string, names: Names = { actions: {}, purposes: {} }): Policy {
  const parts = cedar.policySetTextToParts(rules);
  if (parts.type === 'failure') throw broken('PolicyInvalid', `The rules cannot be read: ${parts.errors.map((e) => e.message).join('; ')}`);
  const named: Record<string, string> = {};
  for (const text of parts.policies) {
    const id = /@id\("([a-z0-9-]+)"\)/.exec(text)?.[1];
    if (!id || named[id]) throw broken('PolicyInvalid', 'Every rule needs an @id of its own.');
    named[id] = text;
  }
  const policies = { staticPolicies: named };
  const parsed = cedar.schemaToJson(schemaText);
  if (parsed.type === 'failure') throw broken('PolicyInvalid', `The schema cannot be read: ${parsed.errors.map((e) => e.message).join('; ')}`);
  const answer = cedar.validate({ schema: schemaText, policies });
  if (answer.type === 'failure' || answer.validationErrors.length > 0) {
    const errors = answer.type === 'failure' ? answer.errors.map((e) => e.message) : answer.validationErrors.map((e) => `${e.policyId}: ${e.error.message}`);
    throw broken('PolicyInvalid', `The rules do not fit their schema: ${errors.join('; ')}`);
  }
  const name = `havenline-${++loaded}`;
  for (const step of [cedar.preparseSchema(name, schemaText), cedar.preparsePolicySet(name, policies)]) {
    if (step.type === 'failure') throw broken('PolicyInvalid', step.errors.map((e) => e.message).join('; '));
  }
  const { entityTypes, actions } = parsed.json['']!;
  checkPurposes(purposes, (entityTypes['Purpose'] as { enum?: string[] } | undefined)?.enum ?? []);
  const decide = (question: Question, validateRequest = true): readonly string[] | null => {
    const principal = actorEntity(question.actor);
    const resource = subjectEntity(question.subject, entityTypes);
    if (!resource) return null;
    const result = cedar.statefulIsAuthorized({
      principal: principal.uid, resource: resource.uid, action: { type: 'Action', id: question.action },
      context: { purpose: { __entity: { type: 'Purpose', id: question.purpose } } },
      entities: [principal, resource], preparsedPolicySetId: name, validateRequest,
      ...(validateRequest ? { preparsedSchemaName: name } : {}),
    });
    if (result.type === 'failure' || result.response.diagnostics.errors.length > 0 && validateRequest) return null;
    return result.response.decision === 'allow' ? result.response.diagnostics.reason : null;
  };
  checkNever(decide, actions, purposes);
  const astray = [...Object.values(names.actions).filter((a) => !Object.hasOwn(actions, a)), ...Object.values(names.purposes).filter((p) => !purposes.includes(p))];
  if (astray.length > 0) throw broken('PolicyInvalid', `names.json leads to ${astray.join(', ')}, which the schema does not have.`);
  const plain = (q: Question): Question => ({
    actor: q.actor,
    action: own(names.actions, q.action) ?? q.action,
    purpose: own(names.purposes, q.purpose) ?? q.purpose,
    subject: { ...q.subject, type: q.subject.type.charAt(0).toUpperCase() + q.subject.type.slice(1) },
  });
  return {
    purposes, actions: Object.keys(actions), plain,
    columns: (fields) => fields.map((field) => own(names.fields ?? {}, field) ?? field),
    decide(question) {
      const asked = plain(question);
      return purposes.includes(asked.purpose) ? decide(asked) : null;
    },
  };
}

const own = (words: Readonly<Record<string, string>>, word: string): string | undefined => (Object.hasOwn(words, word) ? words[word] : undefined);

function checkPurposes(listed: readonly string[], inSchema: readonly string[]): void {
  if ([...listed].sort().join() !== [...inSchema].sort().join()) throw broken('PolicyInvalid', 'purposes.json and schema.cedarschema do not name the same purposes.');
  const bad = listed.filter((purpose) => NEVER.includes(purpose) || /enforce|deport|remov|track|locat|immigra|status/.test(purpose));
  if (bad.length > 0) throw broken('PolicyForbidden', `No purpose may be ${bad.join(', ')}.`);
}

type Types = SchemaJson<string>[string]['entityTypes'];
type Actions = SchemaJson<string>[string]['actions'];

/** Everybody × every action × every kind of thing it is for, with attributes as favourable as they can be. */
function checkNever(decide: (q: Question, validate?: boolean) => readonly string[] | null, actions: Actions, purposes: readonly string[]): void {
  const me = 'me';
  const system: Actor[] = ['cli', 'setup', 'dialer', 'sequencer'].map((name) => ({ kind: 'system', name }));
  const everyone: Record<string, Actor[]> = {
    StaffActor: [...ROLES.map((role): Actor => ({ kind: 'staff', id: me, roles: [role], deskName: '' })), { kind: 'staff', id: me, roles: ROLES, deskName: '' }],
    PartnerActor: [{ kind: 'partner', id: me, organizationId: me }],
    CallerActor: [{ kind: 'caller', contactId: me }],
    SystemActor: system,
  };
  const attrs = { counsellor: me, staff: me, assigned: [me], organization: me, referredTo: [me], asker: me, open: true };
  for (const [action, { appliesTo }] of Object.entries(actions)) for (const type of appliesTo?.resourceTypes ?? []) for (const kind of appliesTo?.principalTypes ?? []) {
    const subject = { type, id: me, attrs };
    for (const actor of everyone[kind] ?? []) {
      for (const purpose of purposes) {
        const allowed = decide({ actor, purpose, action, subject });
        if (!allowed || !OPENING.includes(action)) continue;
        if (['statistics', 'system-operation'].includes(purpose)) throw broken('PolicyForbidden', `The rules permit ${action} for ${purpose}.`);
        const bare = decide({ actor, purpose, action, subject: { type, id: 'another' } });
        if (bare) throw broken('PolicyForbidden', `The rule ${bare.join(', ')} permits ${action} on everything, not only on one's own.`);
      }
      // Without the schema's help, so that the forbid alone has to hold.
      for (const purpose of NEVER) {
        if (decide({ actor, purpose, action, subject }, false)) throw broken('PolicyForbidden', `The rules permit ${action} for the purpose "${purpose}".`);
      }
    }
  }
}

function actorEntity(actor: Actor): EntityJson {
  switch (actor.kind) {
    case 'staff': return { uid: { type: 'StaffActor', id: actor.id }, attrs: { id: actor.id, roles: [...actor.roles] }, parents: [] };
    case 'partner': return { uid: { type: 'PartnerActor', id: actor.id }, attrs: { organization: actor.organizationId }, parents: [] };
    case 'caller': return { uid: { type: 'CallerActor', id: actor.contactId }, attrs: { contact: actor.contactId }, parents: [] };
    case 'system': return { uid: { type: 'SystemActor', id: actor.name }, attrs: { name: actor.name }, parents: [] };
  }
}

function subjectEntity(subject: Subject, types: Types): EntityJson | null {
  const type = types[subject.type];
  if (!type || 'enum' in type || subject.type.endsWith('Actor')) return null;
  const known = (type.shape as { attributes?: Record<string, unknown> } | undefined)?.attributes ?? {};
  const attrs: Record<string, CedarValueJson> = {};
  for (const [key, value] of Object.entries(subject.attrs ?? {})) {
    if (key in known && key !== 'id' && value !== null && value !== undefined) attrs[key] = typeof value === 'object' ? [...value] : value;
  }
  if ('id' in known) attrs['id'] = subject.id;
  return { uid: { type: subject.type, id: subject.id }, attrs, parents: [] };
}

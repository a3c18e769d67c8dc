/** Rules, schema and closed lists as they stand in `policies/`: read, named, checked for form. What they permit is invariants.ts. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyJson, SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import { HavenlineError } from '#core/kernel';

export interface Rule { readonly id: string; readonly json: PolicyJson; readonly effect: 'permit' | 'forbid'; readonly en: string; readonly es: string }
export interface Purpose { readonly name: string; readonly dpv: string | null; readonly en: string; readonly es: string }
/** Other spellings that features use, each for one word of the schema. */
export interface Names {
  readonly actions: Readonly<Record<string, string>>;
  readonly purposes: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, string>>;
}
/** What an action does with what was told to us: shows it, changes it, works on facts around it, or runs the centre. */
export const TOUCHES = ['opens', 'writes', 'works', 'runs'] as const;
export type Touches = (typeof TOUCHES)[number];
export interface ActionShape { readonly touches: Touches; readonly principals: readonly string[]; readonly resources: readonly string[] }
export type AttributeKind = 'text' | 'texts' | 'flag' | readonly string[];
export interface Attribute { readonly kind: AttributeKind; readonly optional: boolean }
export interface Shape {
  readonly actions: ReadonlyMap<string, ActionShape>;
  /** Attributes of each kind of thing; an enumeration has its words, and no attributes. */
  readonly types: ReadonlyMap<string, Readonly<Record<string, Attribute>>>;
  readonly words: ReadonlyMap<string, readonly string[]>;
}
export interface PolicyFiles {
  readonly purposes: readonly Purpose[]; readonly schema: string; readonly rules: string; readonly names: Names;
  /** The fields that a grant may name, for each kind of thing. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

export function broken(code: 'PolicyInvalid' | 'PolicyForbidden', message: string): HavenlineError {
  return new HavenlineError(code, 500, message, 'Mend the files in policies/; nothing starts with them as they are.');
}

/** The texts of a folder of rules. */
export function readPolicyFiles(dir: string): PolicyFiles {
  const text = (file: string): string => readFileSync(join(dir, file), 'utf8');
  const json = (file: string): any => JSON.parse(text(file));
  return {
    purposes: json('purposes.json').purposes, schema: text('schema.cedarschema'), names: json('names.json'), fields: json('fields.json').fields,
    rules: readdirSync(dir).filter((file) => file.endsWith('.cedar')).sort().map(text).join('\n'),
  };
}

/** Rules with their plain words. @throws PolicyInvalid when one cannot be read, has no name of its own, or is not said in both languages */
export function readRules(text: string): Rule[] {
  const parts = cedar.policySetTextToParts(text);
  if (parts.type === 'failure') throw broken('PolicyInvalid', `The rules cannot be read: ${parts.errors.map((e) => e.message).join('; ')}`);
  const seen = new Set<string>();
  // Cedar hands them back in no order; people read them in that of the files.
  const place = (one: string): number => text.indexOf(/@id\("[^"]*"\)/.exec(one)?.[0] ?? '');
  return parts.policies.toSorted((a, b) => place(a) - place(b)).map((one) => {
    const parsed = cedar.policyToJson(one);
    if (parsed.type === 'failure') throw broken('PolicyInvalid', `A rule cannot be read: ${parsed.errors.map((e) => e.message).join('; ')}`);
    const { id, en, es } = parsed.json.annotations ?? {};
    if (!id || !/^[a-z0-9-]+$/.test(id) || seen.has(id)) throw broken('PolicyInvalid', 'Every rule needs an @id of its own.');
    if (!en?.trim() || !es?.trim()) throw broken('PolicyInvalid', `The rule ${id} is not said in plain words: give it @en("…") and @es("…").`);
    seen.add(id);
    return { id, json: parsed.json, effect: parsed.json.effect, en, es };
  });
}

/** The schema's finite part. @throws PolicyInvalid when an action does not say what it touches, or an attribute cannot be enumerated */
export function readSchema(text: string): Shape {
  const parsed = cedar.schemaToJson(text);
  if (parsed.type === 'failure') throw broken('PolicyInvalid', `The schema cannot be read: ${parsed.errors.map((e) => e.message).join('; ')}`);
  const { entityTypes, actions } = (parsed.json as SchemaJson<string>)['']!;
  const words = new Map(Object.entries(entityTypes).flatMap(([name, type]) => ('enum' in type ? [[name, type.enum as string[]] as const] : [])));
  const kindOf = (type: any, where: string): AttributeKind => {
    const name: string = type.type === 'EntityOrCommon' || type.type === 'Entity' ? type.name : type.type;
    if (name === 'String') return 'text';
    if (name === 'Bool' || name === 'Boolean') return 'flag';
    if (name === 'Set' && kindOf(type.element, where) === 'text') return 'texts';
    const listed = words.get(name);
    if (listed) return listed;
    throw broken('PolicyInvalid', `${where} is neither a text, a set of texts, a yes or no, nor a word of a list: it cannot be tried out at the start.`);
  };
  const types = new Map(Object.entries(entityTypes).flatMap(([name, type]) => {
    if ('enum' in type) return [];
    const found = ((type as { shape?: { attributes?: Record<string, any> } }).shape?.attributes ?? {});
    return [[name, Object.fromEntries(Object.entries(found).map(([key, a]) => [key, { kind: kindOf(a, `${name}.${key}`), optional: a.required === false }]))] as const];
  }));
  const shapes = new Map(Object.entries(actions).map(([name, a]) => {
    const touches = a.annotations?.['touches'] as Touches;
    if (!TOUCHES.includes(touches)) throw broken('PolicyInvalid', `The action ${name} does not say what it touches: put @touches("${TOUCHES.join('" | "')}") before it.`);
    return [name, { touches, principals: a.appliesTo?.principalTypes ?? [], resources: a.appliesTo?.resourceTypes ?? [] }] as const;
  }));
  return { actions: shapes, types, words };
}

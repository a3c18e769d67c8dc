/** Everybody × purpose × action × kind of thing × what may be true of it: the whole finite part of the schema. */
import { PARTNER_ROLES, ROLES } from '#core/kernel';
import { OPEN, ref } from './expr.ts';
import type { Entity, Value } from './expr.ts';
import type { Attribute, Rule, Shape } from './rules.ts';

export interface Someone { readonly entity: Entity; readonly type: string; readonly roles: readonly string[] }

/** Sets of roles that matter: none, each, every two, all. */
export const ROLE_SETS: readonly (readonly string[])[] = [[], ...ROLES.map((r) => [r]), ...ROLES.flatMap((a, i) => ROLES.slice(i + 1).map((b) => [a, b])), [...ROLES]];

/** Every text that a rule mentions: names of parts of the centre among them. */
export function textsOf(rules: readonly Rule[]): string[] {
  const found = new Set<string>();
  const walk = (x: unknown): void => {
    if (Array.isArray(x)) x.forEach(walk);
    else if (x && typeof x === 'object') for (const [key, v] of Object.entries(x)) {
      if (key === 'Value' && typeof v === 'string') found.add(v);
      else if (key !== '__entity') walk(v);
    }
  };
  for (const rule of rules) walk(rule.json.conditions);
  return [...found];
}

/** Whoever may ask, of one kind of principal. */
export function everyone(type: string, texts: readonly string[]): Someone[] {
  const one = (id: string, attrs: Record<string, Value>, roles: readonly string[] = []): Someone => ({ entity: { uid: ref(type, id), attrs }, type, roles });
  switch (type) {
    // Those in an official's call last: over them too the forbids are tried.
    case 'StaffActor': return [...ROLE_SETS.map((roles) => [roles, false] as const), ...[[], ROLES].map((roles) => [roles, true] as const)]
      .map(([roles, inOfficialCall]) => one('me', { id: 'me', roles, inOfficialCall }, roles));
    case 'PartnerActor': return [[], ...PARTNER_ROLES.map((r) => [r]), [...PARTNER_ROLES]].map((roles) => one('me', { organization: 'me', roles }, roles));
    case 'CallerActor': return [one('me', { contact: 'me' })];
    case 'SystemActor': return [...new Set([...texts, 'another'])].map((name) => one(name, { name }));
    default: return [];
  }
}

function values({ kind, optional }: Attribute, texts: readonly string[], word: (id: string) => string): (Value | undefined)[] {
  const some: Value[] = kind === 'text' ? ['me', 'another', ...texts] : kind === 'texts' ? [[], ['me'], ['another']] : kind === 'flag' ? [true, false] : kind.map(word);
  return optional ? [undefined, ...some] : some;
}

/** Every thing of one kind, as far as the named attributes tell them apart. */
export function* everything(type: string, shape: Shape, names: ReadonlySet<string>, texts: readonly string[]): Generator<Entity> {
  const attributes = Object.entries(shape.types.get(type) ?? {}).filter(([name, a]) => names.has(name) || !a.optional);
  const word = (kind: Attribute['kind']) => {
    const list = [...shape.words].find(([, words]) => words === kind)?.[0] ?? '';
    return (id: string): string => ref(list, id);
  };
  const choose = function* (at: number, attrs: Record<string, Value>): Generator<Entity> {
    const next = attributes[at];
    if (!next) return yield { uid: ref(type, typeof attrs['id'] === 'string' ? attrs['id'] : 'another'), attrs };
    for (const v of values(next[1], next[0] === 'id' ? [] : texts, word(next[1].kind))) yield* choose(at + 1, v === undefined ? attrs : { ...attrs, [next[0]]: v });
  };
  yield* choose(0, {});
}

/** The attributes of a resource that these rules read. */
export function attributesRead(rules: readonly Rule[]): Set<string> {
  const found = new Set<string>();
  const walk = (x: any): void => {
    if (Array.isArray(x)) x.forEach(walk);
    else if (x && typeof x === 'object') for (const [key, v] of Object.entries<any>(x)) {
      if ((key === '.' || key === 'has') && typeof v.attr === 'string') found.add(v.attr);
      walk(v);
    }
  };
  for (const rule of rules) walk(rule.json.conditions);
  return found;
}

/** An attribute's value as people read it: a word of a list without its list. */
export const plainValue = (v: unknown): unknown => (typeof v === 'string' && v.startsWith('\u0000') ? v.slice(v.indexOf('::') + 2) : v);
export { OPEN };

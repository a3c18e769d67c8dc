/**
 * Cedar's expressions in plain JavaScript: fast enough to try every combination at the start, and able to leave the resource open. Cedar
 * itself decides every request; this stands beside it, and the start and a property test hold the two against each other.
 * Language: https://docs.cedarpolicy.com/policies/syntax-operators.html, JSON form: https://docs.cedarpolicy.com/policies/json-format.html
 */
import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';

/** What stands for a resource that is not known yet. */
export const OPEN: unique symbol = Symbol('open');
export type Value = string | boolean | number | typeof OPEN | { readonly [key: string]: unknown } | readonly Value[];
export interface Entity { readonly uid: string; readonly attrs: Readonly<Record<string, Value>> }
export interface Env {
  readonly principal: Entity; readonly action: string; readonly resource: Entity | typeof OPEN; readonly context: Readonly<Record<string, Value>>;
}
/** An entity as a value; no string of ours begins so. */
export const ref = (type: string, id: string): string => `\u0000${type}::${id}`;
const typeOf = (uid: string): string => uid.slice(1, uid.indexOf('::'));

type Json = Record<string, any>;
type Fn = (env: Env) => Value;
type Known = Exclude<Value, typeof OPEN>;
/** What Cedar calls an error: the rule then counts for nothing, and a decision with an error is a refusal here. */
export class EvaluationError extends Error {}
const wrong = (): never => { throw new EvaluationError(); };
const bool = (v: Value): boolean => (typeof v === 'boolean' ? v : wrong());
const list = (v: Value): readonly Value[] => (Array.isArray(v) ? v : wrong());

function literal(v: any): Value {
  if (Array.isArray(v)) return v.map(literal);
  if (v && typeof v === 'object') {
    const e = v.__entity ?? v;
    if (typeof e.type === 'string' && typeof e.id === 'string') return ref(e.type, e.id);
  }
  return v as Value;
}

function attributes(v: Value, env: Env): Readonly<Record<string, unknown>> | typeof OPEN {
  if (v === OPEN) return OPEN;
  if (typeof v === 'string' && v.startsWith('\u0000')) {
    if (v === env.principal.uid) return env.principal.attrs;
    if (env.resource !== OPEN && v === env.resource.uid) return env.resource.attrs;
    return wrong();
  }
  return typeof v === 'object' && !Array.isArray(v) ? (v as Record<string, unknown>) : wrong();
}

/** A function of two known values; unknown as soon as one of them is. */
const both = (left: Fn, right: Fn, work: (a: Known, b: Known) => Value): Fn => (env) => {
  const [a, b] = [left(env), right(env)];
  return a === OPEN || b === OPEN ? OPEN : work(a as Known, b as Known);
};
const same = (a: Known, b: Known): boolean => (Array.isArray(a) && Array.isArray(b) ? a.every((x: Value) => b.includes(x)) && b.every((x: Value) => a.includes(x)) : a === b);

const BINARY: Record<string, (a: Known, b: Known) => Value> = {
  '==': same,
  '!=': (a, b) => !same(a, b),
  in: (a, b) => (Array.isArray(b) ? b.includes(a) : a === b),
  '<': (a, b) => (a as number) < (b as number), '<=': (a, b) => (a as number) <= (b as number), '>': (a, b) => (a as number) > (b as number), '>=': (a, b) => (a as number) >= (b as number),
  contains: (a, b) => list(a).includes(b),
  containsAll: (a, b) => list(b).every((x) => list(a).includes(x)),
  containsAny: (a, b) => list(b).some((x) => list(a).includes(x)),
};

/** Turns an expression into a function. @throws Error for an operator that is not tried here: such a rule cannot be held against the invariants */
export function compile(expr: Json): Fn {
  const [op, of] = Object.entries(expr)[0] as [string, any];
  switch (op) {
    case 'Value': { const v = literal(of); return () => v; }
    case 'Var': return (env) => (of === 'principal' ? env.principal.uid : of === 'action' ? env.action : of === 'context' ? env.context : env.resource === OPEN ? OPEN : env.resource.uid);
    case 'unknown': return () => OPEN;
    case 'Set': { const items = (of as Json[]).map(compile); return (env) => { const all = items.map((f) => f(env)); return all.some((v) => v === OPEN) ? OPEN : all; }; }
    case '!': { const f = compile(of.arg); return (env) => { const v = f(env); return v === OPEN ? OPEN : !bool(v); }; }
    case 'isEmpty': { const f = compile(of.arg); return (env) => { const v = f(env); return v === OPEN ? OPEN : list(v).length === 0; }; }
    case '&&': case '||': {
      const [l, r, ends] = [compile(of.left), compile(of.right), op === '||'];
      return (env) => {
        const a = l(env);
        if (a !== OPEN && bool(a) === ends) return ends;
        const b = r(env);
        if (b === OPEN) return OPEN;
        return a === OPEN ? (bool(b) === ends ? ends : OPEN) : bool(b);
      };
    }
    case 'if-then-else': {
      const [c, t, e] = [compile(of.if), compile(of.then), compile(of.else)];
      return (env) => { const v = c(env); return v === OPEN ? OPEN : bool(v) ? t(env) : e(env); };
    }
    case '.': { const f = compile(of.left); return (env) => { const a = attributes(f(env), env); return a === OPEN ? OPEN : Object.hasOwn(a, of.attr) ? (a[of.attr] as Value) : wrong(); }; }
    case 'has': {
      const f = compile(of.left);
      const path = ([] as string[]).concat(of.attr);
      if (path.length !== 1) throw new Error('has with a path');
      return (env) => { const a = attributes(f(env), env); return a === OPEN ? OPEN : Object.hasOwn(a, path[0]!); };
    }
    case 'is': {
      if (of.in) throw new Error('is … in');
      const f = compile(of.left);
      return (env) => { const v = f(env); return v === OPEN ? OPEN : typeOf(v as string) === of.entity_type; };
    }
    default: {
      const work = BINARY[op];
      if (!work) throw new Error(op);
      return both(compile(of.left), compile(of.right), work);
    }
  }
}

/** Whether a rule's scope covers this kind of request. */
export function covers(rule: PolicyJson, principalType: string, action: string, resourceType: string): boolean {
  const { principal: p, action: a, resource: r } = rule as unknown as Record<'principal' | 'action' | 'resource', Json>;
  const uidOf = (e: any): { type: string; id: string } => e.__entity ?? e;
  const kind = (c: Json, type: string): boolean => (c['op'] === 'is' ? c['entity_type'] === type : c['op'] === '==' ? uidOf(c['entity']).type === type : true);
  const named = a!['op'] === 'All' || [a!['entity'], ...((a!['entities'] as unknown[] | undefined) ?? [])].some((e) => e !== undefined && uidOf(e).id === action);
  return named && kind(p!, principalType) && kind(r!, resourceType);
}

/** A rule's conditions as one function: true, false, or OPEN while the resource is. */
export function compileRule(rule: PolicyJson): Fn {
  const clauses = rule.conditions.map(({ kind, body }) => ({ holds: kind === 'when', f: compile(body as Json) }));
  return (env) => {
    let open = false;
    for (const { holds, f } of clauses) {
      const v = f(env);
      if (v === OPEN) open = true;
      else if (bool(v) !== holds) return false;
    }
    return open ? OPEN : true;
  };
}

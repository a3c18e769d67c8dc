/** What is left of the rules, as a SQL condition over a feature's own columns. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';

export type Condition = RawBuilder<boolean>;
/** How a feature's rows hold an attribute: a value (null: it is not there), or a set that is asked whether it holds something. */
export type Column = { readonly value: RawBuilder<unknown> } | { readonly has: Condition; readonly contains: (text: string) => Condition };
export type Columns = Readonly<Record<string, Column>>;

export const NOTHING: Condition = sql<boolean>`false`;
export const either = (conditions: readonly Condition[]): Condition => (conditions.length === 0 ? NOTHING : sql<boolean>`(${sql.join(conditions, sql` or `)})`);

/** The condition under which the rules permit a row. @throws Error when a rule asks something that cannot be said in SQL: nothing is listed then */
export function conditionOf({ permits, forbids }: { permits: readonly PolicyJson[]; forbids: readonly PolicyJson[] }, type: string, columns: Columns): Condition {
  const rule = (p: PolicyJson): Condition => {
    const clauses = p.conditions.map(({ kind, body }) => (kind === 'when' ? truth(body, type, columns) : sql<boolean>`not ${truth(body, type, columns)}`));
    return clauses.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(clauses, sql` and `)})`;
  };
  const permitted = either(permits.map(rule));
  return forbids.length === 0 ? permitted : sql<boolean>`(${permitted} and not ${either(forbids.map(rule))})`;
}

const isOpen = (e: any): boolean => e?.unknown !== undefined || e?.Var === 'resource';
const constant = (e: any): unknown => {
  if (e?.Set) return (e.Set as unknown[]).map(constant);
  const v = e?.Value;
  return v && typeof v === 'object' && !Array.isArray(v) && v.__entity ? v.__entity.id : Array.isArray(v) ? v.map((x: any) => x?.__entity?.id ?? x) : v;
};

function truth(e: any, type: string, columns: Columns): Condition {
  const [op, of] = Object.entries(e)[0] as [string, any];
  const column = (attr: string): Column => {
    const found = columns[attr];
    if (!found) throw new Error(`The list of ${type} has no column for ${attr}, which a rule looks at.`);
    return found;
  };
  const value = (x: any): RawBuilder<unknown> => {
    if (x['.'] && isOpen(x['.'].left)) {
      const c = column(x['.'].attr);
      if ('value' in c) return c.value;
    }
    const v = constant(x);
    if (v === undefined || Array.isArray(v)) throw cannot(x);
    return sql`${v}`;
  };
  switch (op) {
    case 'Value': return of === true ? sql<boolean>`true` : sql<boolean>`false`;
    case '&&': {
      const [l, r] = [truth(of.left, type, columns), truth(of.right, type, columns)];
      return isTrue(of.left) ? r : isTrue(of.right) ? l : sql<boolean>`(${l} and ${r})`;
    }
    case '||': return sql<boolean>`(${truth(of.left, type, columns)} or ${truth(of.right, type, columns)})`;
    case '!': return sql<boolean>`(not ${truth(of.arg, type, columns)})`;
    case 'if-then-else': return sql<boolean>`(case when ${truth(of.if, type, columns)} then ${truth(of.then, type, columns)} else ${truth(of.else, type, columns)} end)`;
    case 'is': if (isOpen(of.left)) return of.entity_type === type ? sql<boolean>`true` : NOTHING; break;
    case 'has': if (isOpen(of.left) && typeof of.attr === 'string') { const c = column(of.attr); return 'value' in c ? sql<boolean>`(${c.value} is not null)` : c.has; } break;
    case '.': return sql<boolean>`${value(e)}`;
    case '==': return sql<boolean>`(${value(of.left)} = ${value(of.right)})`;
    case '!=': return sql<boolean>`(${value(of.left)} <> ${value(of.right)})`;
    case 'contains': {
      const list = constant(of.left);
      // A closed list holds a value of the row …
      if (Array.isArray(list)) return list.length === 0 ? NOTHING : sql<boolean>`(${value(of.right)} = any (${list}))`;
      // … or a set of the row holds a known text.
      const c = of.left['.'] && isOpen(of.left['.'].left) ? column(of.left['.'].attr) : undefined;
      const text = constant(of.right);
      if (c && 'contains' in c && typeof text === 'string') return c.contains(text);
    }
  }
  throw cannot(e);
}

const isTrue = (e: any): boolean => e?.Value === true;
const cannot = (e: unknown): Error => new Error(`A rule asks something that a list cannot: ${JSON.stringify(e).slice(0, 120)}`);

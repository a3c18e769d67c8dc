import { Type } from 'typebox';
import { operation } from '../operation.ts';

const words = { en: Type.String(), es: Type.String() };
const example = Type.Object({ who: Type.String(), purpose: Type.String(), action: Type.String(), subject: Type.String(), facts: Type.String() });

/** The rules as they are in force, in plain words, with examples; and what no rule may ever permit. From the same files as the rules themselves. */
export const readRules = operation({
  name: 'readRules',
  summary: 'The rules in force, in plain words, with what each allows and what is refused.',
  method: 'GET',
  path: '/api/rules',
  callers: ['data_protection_officer'],
  result: Type.Object({
    purposes: Type.Array(Type.Object({ name: Type.String(), dpv: Type.Union([Type.String(), Type.Null()]), ...words, rules: Type.Array(Type.String()) })),
    rules: Type.Array(Type.Object({ id: Type.String(), effect: Type.Union([Type.Literal('permit'), Type.Literal('forbid')]), ...words, allowed: Type.Array(example), refused: Type.Array(example) })),
    invariants: Type.Array(Type.Object({ id: Type.String(), ...words })),
    /** How many combinations were tried against the invariants at the last start. */
    tried: Type.Integer(),
  }),
  errors: [],
});

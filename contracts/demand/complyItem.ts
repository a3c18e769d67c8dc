import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Complies with one item as counsel decided: asks for a disclosure about one person. */
export const complyItem = operation({
  name: 'complyItem',
  summary: 'Complies with one item as counsel decided: asks for a disclosure about one person.',
  method: 'POST',
  path: '/api/demands/:number/items/:position/comply',
  callers: ['data_protection_officer'],
  params: Type.Object({ number: Type.String(), position: Type.Integer() }),
  body: Type.Object({ caseNumber: Type.String({ minLength: 1, maxLength: 20 }), personId: Type.String({ minLength: 36, maxLength: 36 }), fields: Type.Array(Type.Union([Type.Literal('name'), Type.Literal('phone'), Type.Literal('ageBand'), Type.Literal('languages')]), { minItems: 1, maxItems: 4 }) }),
  result: Type.Object({ disclosure: Type.String() }),
  errors: ['FieldMissing'],
});

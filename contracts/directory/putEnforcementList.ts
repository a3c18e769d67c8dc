import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Keeps a published list of agreements (.xlsx or .csv) as it is on its date, and matches it. */
export const putEnforcementList = operation({
  name: 'putEnforcementList',
  summary: 'Keeps a published list of agreements (.xlsx or .csv) as it is on its date, and matches it.',
  method: 'POST',
  path: '/api/directory/enforcement',
  callers: ['supervisor', 'administrator'],
  body: Type.Object({ publishedOn: Type.String(), file: Type.String({ maxLength: 200 }), base64: Type.String() }),
  largest: 12 * 1024 * 1024,
  result: Type.Object({ agreements: Type.Number(), matched: Type.Number(), review: Type.Number(), unmatched: Type.Number() }),
  errors: ['ListDate', 'ListUnreadable', 'SheetUnreadable'],
});

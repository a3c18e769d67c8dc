import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { list } from './shapes.ts';

/** The newest list of agreements, the dates of the earlier ones, and the doubtful matches that a person decides. */
export const readEnforcement = operation({
  name: 'readEnforcement',
  summary: 'The newest list of agreements, the dates of the earlier ones, and the doubtful matches that a person decides.',
  method: 'GET',
  path: '/api/directory/enforcement',
  callers: ['supervisor', 'administrator'],
  result: Type.Object({
    list: Type.Union([Type.Null(), Type.Object({ ...list.properties, file: Type.String(), importedBy: Type.String(), agreements: Type.Number(), rejected: Type.Array(Type.Object({ line: Type.Number(), message: Type.String() })), matched: Type.Number(), review: Type.Number(), unmatched: Type.Number() })]),
    lists: Type.Array(Type.Object({ publishedOn: Type.String(), agreements: Type.Number(), importedBy: Type.String() })),
    doubtful: Type.Array(Type.Object({ agreementId: Type.String(), organizationId: Type.String(), organization: Type.String(), agency: Type.String(), state: Type.String(), county: Type.Union([Type.Null(), Type.String()]), ori: Type.Union([Type.Null(), Type.String()]), score: Type.Number() })),
  }),
  errors: [],
});

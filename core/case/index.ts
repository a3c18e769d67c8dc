/** Cases: the child, the family, tasks and the timeline. */
import { caseCommands } from './commands.ts';
import { caseDocuments } from './documents.ts';
import { casePlaces } from './places.ts';
import { caseQueries } from './queries.ts';
import type { CaseDeps } from './ports.ts';
export { AGE_BANDS, checkField, FIELD_LABELS, fieldEmpty, PERSON_ROLES, PROTECTED_FIELDS, recipientShown } from './case.ts';
export type { ProtectedField } from './case.ts';
export { DOCUMENT_KINDS, DOCUMENT_LARGEST } from './documents.ts';
export { hide, placeOf } from './commands.ts';
export type { CaseDeps, Place } from './ports.ts';

export type Cases = ReturnType<typeof createCases>;

/** The cases of this centre. */
export function createCases(deps: CaseDeps) {
  const commands = caseCommands(deps);
  return { ...commands, ...casePlaces(deps, commands), ...caseDocuments(deps, commands), ...caseQueries(deps, commands) };
}

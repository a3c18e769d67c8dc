/** Cases: the closed lists, and what may be shown. Pure. */
import { HavenlineError, invalid } from '#core/kernel';

export const PERSON_ROLES = ['child', 'sibling', 'parent', 'relative', 'sponsor', 'carer', 'professional', 'other'] as const;
export const AGE_BANDS = ['0-4', '5-8', '9-12', '13-15', '16-17', 'adult', 'unknown'] as const;
export const PROTECTED_FIELDS = ['name', 'phone'] as const;
export type ProtectedField = (typeof PROTECTED_FIELDS)[number];
export const FIELD_LABELS: Record<ProtectedField, string> = { name: 'Name', phone: 'Phone' };

/** The screen hides a revealed field after this. */
export const REVEALED_SECONDS = 300;

/** The recipient's name as timelines and lists may show it: where people live is never named. */
export function recipientShown(service: { name: string; organization: string; residential: boolean }): string {
  return service.residential ? 'a service (sealed place)' : `${service.organization}, ${service.name}`;
}

export function checkField(field: string): ProtectedField {
  if ((PROTECTED_FIELDS as readonly string[]).includes(field)) return field as ProtectedField;
  throw invalid('UnknownField', `There is no protected field "${field}".`, `Use one of: ${PROTECTED_FIELDS.join(', ')}.`);
}

export function checkPerson(role: string, ageBand: string | undefined): void {
  if (!(PERSON_ROLES as readonly string[]).includes(role)) throw invalid('UnknownPersonRole', `There is no role "${role}" in a case.`, `Use one of: ${PERSON_ROLES.join(', ')}.`);
  if (ageBand !== undefined && !(AGE_BANDS as readonly string[]).includes(ageBand)) throw invalid('UnknownAgeBand', `There is no age band "${ageBand}".`, `Use one of: ${AGE_BANDS.join(', ')}.`);
}

export function checkTime(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw invalid('UnknownTime', 'This is not a date and time.', 'Send it like 2026-01-31T15:00:00Z.');
  return at;
}

export const fieldEmpty = (): HavenlineError => invalid('FieldEmpty', 'Nothing was written in this field yet.', 'Write it first, or choose another field.');

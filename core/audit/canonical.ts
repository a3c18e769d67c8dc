/** JSON with one spelling only: keys sorted, no spaces, whole numbers (RFC 8785 for the values the log holds). */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** The one spelling of `value`; a member that is undefined is left out. */
export function canonical(value: Json): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new TypeError('Only whole numbers have one spelling here. Write others as text.');
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonical(item)).join(',')}]`;
  const members = value as { readonly [key: string]: Json | undefined };
  return `{${Object.keys(members)
    .filter((key) => members[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(members[key]!)}`)
    .join(',')}}`;
}

import { Type } from 'typebox';

export const nullable = <T extends Parameters<typeof Type.Array>[0]>(type: T) => Type.Union([Type.Null(), type]);
/** The newest list of agreements: its date, how many days ago, and whether that is too long. */
export const list = Type.Object({ publishedOn: Type.String(), days: Type.Number(), stale: Type.Boolean() });
export const serviceShape = {
  id: Type.String(), serviceAtLocationId: Type.String(), referable: Type.Boolean(), service: Type.String(), organization: Type.String(), organizationId: Type.String(), description: Type.String(),
  needs: Type.Array(Type.String()), languages: Type.Array(Type.String()), residential: Type.Boolean(), hours: Type.String(), city: nullable(Type.String()), state: nullable(Type.String()),
  minimumAge: nullable(Type.Number()), maximumAge: nullable(Type.Number()), free: Type.Boolean(), refers: nullable(Type.Boolean()), capacity: nullable(Type.String()),
};
/** One row beside what stands there now. */
export const difference = Type.Object({ table: Type.String(), id: Type.String(), change: Type.String(), name: Type.String(), fields: Type.Array(Type.Object({ field: Type.String(), before: nullable(Type.String()), after: nullable(Type.String()) })) });

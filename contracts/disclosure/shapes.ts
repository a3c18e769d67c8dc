/** Shapes that several operations of disclosures share. */
import { Type } from 'typebox';

const maybe = (form: ReturnType<typeof Type.String>) => Type.Union([form, Type.Null()]);
const text = Type.String();

/** A line of the ledger: fields are named, never their values; where people live is not named. */
export const LINE = {
  number: text, askedAt: text, purpose: text, recipient: text, fields: Type.Array(text), via: text, state: text,
  childSide: text, childSideAt: maybe(text), childSideDueAt: maybe(text), expiresAt: maybe(text), sha256: maybe(text), reviewDueAt: maybe(text), waitsForYou: Type.Boolean(), openNow: Type.Boolean(),
};
/** One disclosure in words; never what leaves. */
export const DETAIL = Type.Object({
  ...LINE, basis: text, basisKind: text, notice: text, to: maybe(text), threat: maybe(text), why: maybe(text), notTold: maybe(text), review: maybe(text), reviewRight: Type.Union([Type.Boolean(), Type.Null()]),
  enforcementSince: maybe(text), shownSeconds: Type.Integer(), askedBy: text, askedOf: maybe(text), decidedBy: maybe(text), decidedAt: maybe(text), releasedAt: maybe(text), reviewedBy: maybe(text), reviewedAt: maybe(text),
  /** Of what was passed on live: each time something was told or sent; the bytes only for whoever reviews it now. */
  said: Type.Array(Type.Object({ at: text, form: text, state: text, attempts: Type.Integer(), sha256: text, bytes: maybe(text) })),
  may: Type.Object({ approve: Type.Boolean(), release: Type.Boolean(), review: Type.Boolean(), withdraw: Type.Boolean() }),
});
const recipient = Type.Object({ serviceAtLocationId: Type.Optional(text), officialId: Type.Optional(text) });
const short = Type.String({ minLength: 1, maxLength: 200 });
/** What somebody asks to give out. */
export const ASK = Type.Object({
  recipient, to: Type.Optional(Type.String({ maxLength: 100 })), purpose: Type.Union([Type.Literal('service-referral'), Type.Literal('mandated-report'), Type.Literal('threat-to-life'), Type.Literal('legal-representation')]),
  basis: Type.Union([Type.Object({ kind: Type.Literal('consent'), by: short, how: short, saidAt: text }), Type.Object({ kind: Type.Literal('law'), law: short })]),
  fields: Type.Array(Type.Object({ personId: text, field: text }), { maxItems: 40 }), message: Type.Optional(Type.String({ maxLength: 4000 })), threat: Type.Optional(Type.String({ maxLength: 1000 })),
  childSide: Type.Union([Type.Object({ kind: Type.Literal('agreed') }), Type.Object({ kind: Type.Literal('will_be_told'), dueAt: text }), Type.Object({ kind: Type.Literal('not_told'), reason: Type.String({ minLength: 1, maxLength: 500 }) })]),
  via: Type.Union([Type.Literal('portal'), Type.Literal('handover')]), hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 8760 })),
});
/** What is told to an emergency call centre: the words, the place and a number only as the caller said them now, for this. */
export const SAYING = Type.Object({
  threat: Type.String({ minLength: 1, maxLength: 1000 }), place: Type.Optional(Type.String({ maxLength: 300 })), callback: Type.Optional(Type.String({ maxLength: 40 })), told: Type.Boolean(), send: Type.Boolean(),
});
/** A duty to report: to the body of the place told, since when, exactly what leaves. */
export const REPORT = Type.Object({
  area: Type.String({ pattern: '^([0-9]{2}|[0-9]{5})$' }), since: text, law: Type.Optional(short), to: Type.Optional(Type.String({ maxLength: 100 })),
  fields: Type.Array(Type.Object({ personId: text, field: text }), { maxItems: 40 }), message: Type.String({ minLength: 1, maxLength: 4000 }),
  childSide: Type.Union([Type.Object({ kind: Type.Literal('agreed') }), Type.Object({ kind: Type.Literal('will_be_told'), dueAt: text }), Type.Object({ kind: Type.Literal('not_told'), reason: Type.String({ minLength: 1, maxLength: 500 }) })]),
});
export const STATE = Type.Object({ state: text });

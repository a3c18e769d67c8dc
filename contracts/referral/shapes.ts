/** Forms that several operations of referrals share. */
import { Type } from 'typebox';

export const Consent = Type.Object({ by: Type.String({ minLength: 1, maxLength: 60 }), how: Type.String({ minLength: 1, maxLength: 60 }), saidAt: Type.String() });
/** What a referral rests on: consent, or the code of a basis of the list; and the hash of what was shown before. */
export const RESTING = { consent: Type.Optional(Consent), legalBasis: Type.Optional(Type.String({ maxLength: 60 })) };
export const Urgency = Type.Union([Type.Literal('now'), Type.Literal('today'), Type.Literal('week')]);
export const ShownBefore = Type.Object({ bytes: Type.String(), sha256: Type.String(), recipient: Type.String(), toldBy: Type.String(), warnings: Type.Array(Type.String()), answerMinutes: Type.Integer(), answerBy: Type.String(), opensAt: Type.Union([Type.Null(), Type.String()]) });
export const DeclineReason = Type.Union([Type.Literal('full'), Type.Literal('not_for_them'), Type.Literal('language'), Type.Literal('area'), Type.Literal('not_safe'), Type.Literal('other')]);
/** The languages that a script to be read out is there in. */
export const Spoken = Type.Union([Type.Literal('en'), Type.Literal('es')]);
export const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
export const Messages = Type.Object({ messages: Type.Array(Type.Object({ id: Type.String(), side: Type.Union([Type.Literal('centre'), Type.Literal('service')]), mine: Type.Boolean(), at: Type.String(), readAt: Type.Union([Type.Null(), Type.String()]), text: Type.String() })) });
export const NewMessage = Type.Object({ clientId: Type.String({ format: 'uuid' }), text: Type.String({ minLength: 1, maxLength: 4000, pattern: '\\S' }) });
const orNull = Type.Union([Type.Null(), Type.String()]);
/** One referral of a case, with what can be done now. A service where people live is not named. */
export const ReferralLine = Type.Object({
  number: Type.String(), service: Type.String(), sealed: Type.Boolean(), state: Type.String(), urgency: Type.String(), need: Type.String(), sentAt: orNull, dueAt: orNull, opensAt: orNull, late: Type.Boolean(), answeredAt: orNull, readableUntil: orNull,
  waitlistUntil: orNull, endedAt: orNull, declineCode: orNull, outcomeCode: orNull, againOf: orNull, answeredVia: orNull, toldBy: orNull, callAgainAt: orNull, calls: Type.Array(Type.Object({ at: Type.String(), reached: Type.String(), said: Type.String() })), answer: Type.Optional(Type.String()), steps: Type.Array(Type.Object({ step: Type.String(), at: Type.String() })),
  messages: Type.Object({ all: Type.Integer(), unread: Type.Integer() }), can: Type.Array(Type.String()),
});

export const Capacity = Type.Union([Type.Null(), Type.Literal('open'), Type.Literal('waiting_list'), Type.Literal('full')]);
export const Hours = Type.Union([Type.Null(), Type.Array(Type.Object({ day: Type.String({ pattern: '^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$' }), from: Type.String({ pattern: '^\\d\\d:\\d\\d$' }), to: Type.String({ pattern: '^\\d\\d:\\d\\d$' }) }), { maxItems: 28 })]);
/** What somebody of a partner agency may do there. */
export const PartnerRoles = Type.Array(Type.Union([Type.Literal('manages'), Type.Literal('answers'), Type.Literal('reads')]), { maxItems: 3, uniqueItems: true });

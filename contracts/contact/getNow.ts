import { Type } from 'typebox';
import { operation } from '../operation.ts';

const Nullable = Type.Union([Type.String(), Type.Null()]);

/** What the counsellor has before them. */
export const getNow = operation({
  name: 'getNow',
  summary: 'What the counsellor has before them',
  method: 'GET',
  path: '/api/now',
  callers: ['staff'],
  result: Type.Object({
    presence: Type.String(),
    /** Until when nothing is put before them, and when the next planned break begins. */
    pauseUntil: Nullable, nextBreak: Nullable,
    offer: Type.Union([Type.Null(), Type.Object({
      id: Type.String(), contactId: Type.String(), channel: Type.String(), language: Type.String(), waitedSeconds: Type.Number(), expiresAt: Type.String(), chosen: Type.Array(Type.String()),
      /** They asked to be called back: answering dials. */
      callback: Type.Boolean(),
      /** A colleague passed them on. */
      passedOn: Type.Boolean(),
    })]),
    /** Conversations one is asked into. */
    asks: Type.Array(Type.Object({ partyId: Type.String(), kind: Type.String(), language: Nullable, toLanguage: Nullable, from: Type.String() })),
    /** The conversation of somebody else that one is in. */
    part: Type.Union([Type.Null(), Type.Object({
      partyId: Type.String(), kind: Type.String(), mode: Type.String(), state: Type.String(), language: Nullable, toLanguage: Nullable, since: Type.String(), muted: Type.Boolean(), contactId: Nullable,
      /** 'asked': they have to say whether the conversation may be recorded. */
      recording: Nullable,
    })]),
    contacts: Type.Array(Type.Object({ id: Type.String(), number: Type.String(), channel: Type.String(), state: Type.String(), language: Type.String(), since: Type.String(), handedOn: Type.Boolean() })),
    line: Type.Object({ waiting: Type.Integer(), longestWaitSeconds: Type.Number(), ready: Type.Integer(), inYourLanguages: Type.Integer() }),
  }),
  errors: [],
});

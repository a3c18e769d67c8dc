import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** The contact being handled. */
export const readContact = operation({
  name: 'readContact',
  summary: 'The contact being handled',
  method: 'GET',
  path: '/api/contacts/:contactId',
  callers: ['counsellor'],
  params: Type.Object({ contactId: Type.String() }),
  result: Type.Object({
    id: Type.String(),
    number: Type.String(),
    /** The number of the earlier contact, when the caller came back with its four words. */
    returningOf: Type.Union([Type.String(), Type.Null()]),
    channel: Type.String(),
    language: Type.String(),
    state: Type.String(),
    startedAt: Type.String(),
    answeredAt: Type.Union([Type.String(), Type.Null()]),
    endedAt: Type.Union([Type.String(), Type.Null()]),
    wrapUpEndsAt: Type.Union([Type.String(), Type.Null()]),
    onHold: Type.Boolean(),
    muted: Type.Boolean(),
    /** Text can be written to the caller: a chat, or beside the sound of a call from the page. */
    text: Type.Boolean(),
    /** The caller hears but cannot speak, or may not. */
    onlyWrites: Type.Boolean(),
    /** We called them back. */
    callback: Type.Boolean(),
    helpAt: Type.Union([Type.String(), Type.Null()]),
    duressAt: Type.Union([Type.String(), Type.Null()]),
    /** Whether the counsellor may ask to record: the centre does, and the caller has not said no. */
    mayRecord: Type.Boolean(),
    recording: Type.Union([Type.Null(), Type.Object({
      state: Type.String(), reason: Type.Union([Type.String(), Type.Null()]),
      /** Who stopped or refused it, and who has yet to answer: "caller", "you", or a name. */
      by: Type.Union([Type.String(), Type.Null()]), waitsFor: Type.Array(Type.String()),
    })]),
    /** Further voices: asked, rung, on the line, or ended a moment ago. */
    parties: Type.Array(Type.Object({
      partyId: Type.String(), kind: Type.String(), mode: Type.String(), state: Type.String(), name: Type.String(),
      emergency: Type.Boolean(), language: Type.Union([Type.String(), Type.Null()]), toLanguage: Type.Union([Type.String(), Type.Null()]), reason: Type.Union([Type.String(), Type.Null()]),
    })),
    /** Null also while the caller says to be an official. */
    caseNumber: Type.Union([Type.String(), Type.Null()]),
    /** Since when it is noted that the caller says to be an officer or official. */
    /** A child's need that an official told us: nobody is on the line. */
    handedOn: Type.Boolean(),
    officialSince: Type.Union([Type.String(), Type.Null()]),
    /** In a call back to an official: whose checked number it is, of the list of officials. */
    callsOfficial: Type.Union([Type.String(), Type.Null()]),
    form: Type.Any(),
    revision: Type.Integer(),
    savedAt: Type.Union([Type.String(), Type.Null()]),
    taxonomy: Type.Any(),
  }),
  errors: [],
});

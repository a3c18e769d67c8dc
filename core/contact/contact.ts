/** One contact's way, by phone or chat: arriving -> waiting -> offered -> connecting -> talking -> wrap_up -> closed, or abandoned, or callback. Pure. */
import { conflict } from '../kernel/index.ts';
import type { HavenlineError } from '../kernel/index.ts';

export const CONTACT_STATES = ['arriving', 'waiting', 'offered', 'connecting', 'talking', 'wrap_up', 'closed', 'abandoned', 'callback'] as const;
export type ContactState = (typeof CONTACT_STATES)[number];
export type Move = 'wait' | 'offer' | 'pass' | 'accept' | 'connected' | 'fail' | 'lose' | 'end' | 'close' | 'hang_up' | 'call_back' | 'dial';

const MOVES: Record<ContactState, Partial<Record<Move, ContactState>>> = {
  arriving: { wait: 'waiting', hang_up: 'abandoned', call_back: 'callback' },
  waiting: { offer: 'offered', hang_up: 'abandoned', call_back: 'callback' },
  // declined or not answered in time: back to the same place in the line
  offered: { pass: 'waiting', accept: 'connecting', hang_up: 'abandoned', call_back: 'callback' },
  // the counsellor's side failed: the caller waits on, never silence
  connecting: { connected: 'talking', fail: 'waiting', hang_up: 'abandoned', end: 'wrap_up', call_back: 'callback' },
  // a lost counsellor is not the end of the caller
  talking: { lose: 'waiting', end: 'wrap_up', hang_up: 'wrap_up', call_back: 'callback' },
  wrap_up: { close: 'closed' },
  closed: {},
  abandoned: {},
  // it keeps its place: offered when its turn comes, dialled when somebody accepted; not reached, it comes again
  callback: { offer: 'callback', pass: 'callback', accept: 'connecting', dial: 'connecting', close: 'closed' },
};

/** Where the move leads; an illegal move is a named error and changes nothing. */
export function next(state: ContactState, move: Move): ContactState {
  const to = MOVES[state][move];
  if (!to) throw illegalMove(state, move);
  return to;
}

/** True when the move is possible now. */
export const can = (state: ContactState, move: Move): boolean => MOVES[state][move] !== undefined;
/** Nothing more happens to such a contact by itself. */
export const isOver = (state: ContactState): boolean => state === 'closed' || state === 'abandoned';

export const illegalMove = (state: ContactState, move: Move): HavenlineError =>
  conflict('ContactMoved', `This contact is ${state.replace('_', ' ')}: "${move.replace('_', ' ')}" is not possible now.`, 'Look at the contact again.');
export const offerGone = (): HavenlineError =>
  conflict('OfferGone', 'Somebody else has it, the time ran out, or the caller has gone.', 'Nothing to do: the next offer comes by itself.');
export const draftMoved = (revision: number): HavenlineError =>
  conflict('DraftMoved', `The record is at revision ${revision} already.`, 'Load the record again and write your change into it.');

export const OFFER_SECONDS = 20;
export const WRAP_UP_SECONDS = 120;
export const CHATS_AT_ONCE = 3;

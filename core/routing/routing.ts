/** Who is offered to whom. Pure: the same picture gives the same answer. */
import { Board } from './board.ts';

export interface Waiting {
  contactId: string;
  /** The telephone engine where the call is, of several. */
  engine?: string | undefined;
  channel: 'phone' | 'chat';
  language: string;
  waitingSince: Date;
  passed: { staffId: string; at: Date }[];
  /** Who talked with them before the line between them broke: it is theirs again if they are ready. */
  last?: string | undefined;
  /** A colleague passed them on to this person: nobody else is asked for the first `WANTED_SECONDS`. */
  wanted?: string | undefined;
}
/** `engine`: where their softphone is, of several. */
export interface Ready { staffId: string; engine?: string | null | undefined; languages: string[]; since: Date; calls: number; chats: number; busy: boolean; autoAccept: boolean }
export interface Assignment { contactId: string; staffId: string; autoAccept: boolean }

export const CHATS_BESIDE = 3;
/** Languages of accounts have no level yet: whoever names one works in it. */
const LEVEL = 2;

/** Room for one more: one call at a time and nothing beside it; up to three chats. */
export const hasRoom = (s: Ready, channel: Waiting['channel']): boolean =>
  !s.busy && s.calls === 0 && (channel === 'phone' ? s.chats === 0 : s.chats < CHATS_BESIDE);

/** Somebody at a desk comes before one for whom the centre itself accepts; then who has least to do, is near, and has been ready longest. */
export const byTurn = (a: Ready, b: Ready, near: (s: Ready) => boolean = () => false): number =>
  Number(a.autoAccept) - Number(b.autoAccept) || a.chats - b.chats || Number(near(b)) - Number(near(a)) || a.since.getTime() - b.since.getTime() || (a.staffId < b.staffId ? -1 : 1);

/** Everything that the board decides of this picture. At most one new offer a counsellor. */
export function assign(waiting: readonly Waiting[], ready: readonly Ready[], now: Date): Assignment[] {
  const board = new Board();
  for (const s of ready) {
    board.seat({ staffId: s.staffId, engine: s.engine, skills: new Map(s.languages.map((language) => [language, LEVEL])), since: s.since.getTime(), calls: s.calls, chats: s.chats, chatsAtMost: CHATS_BESIDE, busy: s.busy, autoAccept: s.autoAccept });
  }
  for (const { waitingSince, passed, ...w } of waiting) {
    const last = new Map<string, number>();
    for (const { staffId, at } of passed) last.set(staffId, Math.max(last.get(staffId) ?? 0, at.getTime()));
    board.put({ ...w, since: waitingSince.getTime(), passed: last });
  }
  const made: Assignment[] = [];
  for (let next = board.next(now.getTime()); next; next = board.next(now.getTime())) {
    board.drop(next.contactId);
    board.leave(next.staffId);
    made.push({ contactId: next.contactId, staffId: next.staffId, autoAccept: next.autoAccept });
  }
  return made;
}

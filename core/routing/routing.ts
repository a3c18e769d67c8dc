/** Who is offered to whom. Pure: the same picture gives the same answer. */
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

/** Who declined or missed a contact is not asked again for it before this long, so that a lone counsellor is still asked again. */
export const PASS_SECONDS = 30;
/** How long a caller who was passed on to one person waits for that person alone. */
export const WANTED_SECONDS = 40;
export const CHATS_BESIDE = 3;

/** Room for one more: one call at a time and nothing beside it; up to three chats. */
export const hasRoom = (s: Ready, channel: Waiting['channel']): boolean =>
  !s.busy && s.calls === 0 && (channel === 'phone' ? s.chats === 0 : s.chats < CHATS_BESIDE);

/** Somebody at a desk comes before one for whom the centre itself accepts; then who has least to do, is near, and has been ready longest. */
export const byTurn = (a: Ready, b: Ready, near: (s: Ready) => boolean = () => false): number =>
  Number(a.autoAccept) - Number(b.autoAccept) || a.chats - b.chats || Number(near(b)) - Number(near(a)) || a.since.getTime() - b.since.getTime() || (a.staffId < b.staffId ? -1 : 1);

/** Longest waiting first; of those who speak the language and have room, whoever talked with them before, else the one with least to do who has been ready longest. At most one new offer a counsellor. */
export function assign(waiting: readonly Waiting[], ready: readonly Ready[], now: Date): Assignment[] {
  const taken = new Set<string>();
  const made: Assignment[] = [];
  const line = [...waiting].sort((a, b) => a.waitingSince.getTime() - b.waitingSince.getTime() || (a.contactId < b.contactId ? -1 : 1));
  for (const w of line) {
    const passedAt = (id: string) => (w.passed.length === 0 ? 0 : Math.max(0, ...w.passed.filter((p) => p.staffId === id).map((p) => p.at.getTime())));
    const passedOn = Math.max(0, ...w.passed.map((p) => p.at.getTime()));
    // A talk within one engine does not depend on two.
    const near = (s: Ready): boolean => w.engine !== undefined && s.engine === w.engine;
    const onlyFor = w.wanted !== undefined && now.getTime() - passedOn < WANTED_SECONDS * 1000 ? w.wanted : undefined;
    const comesBefore = (a: Ready, b: Ready): boolean =>
      (Number(a.autoAccept) - Number(b.autoAccept) || Number(b.staffId === w.last) - Number(a.staffId === w.last) || passedAt(a.staffId) - passedAt(b.staffId) || byTurn(a, b, near)) < 0;
    let one: Ready | undefined;
    for (const s of ready) {
      if (!hasRoom(s, w.channel) || taken.has(s.staffId) || !s.languages.includes(w.language) || (onlyFor !== undefined && s.staffId !== onlyFor)) continue;
      if (now.getTime() - passedAt(s.staffId) < PASS_SECONDS * 1000) continue;
      if (one === undefined || comesBefore(s, one)) one = s;
    }
    if (!one) continue;
    taken.add(one.staffId);
    made.push({ contactId: w.contactId, staffId: one.staffId, autoAccept: one.autoAccept });
  }
  return made;
}

/**
 * What leaves the building: its states, its document, and what has to be said with it. Pure.
 * draft -> asked -> approved | refused; approved -> released -> expired | withdrawn.
 * What the rules let one person give out alone goes from draft to released; what was asked and never answered or never given out expires.
 */
import { createHash } from 'node:crypto';
import { conflict, HavenlineError, invalid, plusSeconds } from '#core/kernel';

export type DisclosureState = 'draft' | 'asked' | 'approved' | 'refused' | 'released' | 'expired' | 'withdrawn';
export type DisclosureMove = 'ask' | 'approve' | 'refuse' | 'release' | 'expire' | 'withdraw';
const MOVES: Record<DisclosureState, Partial<Record<DisclosureMove, DisclosureState>>> = {
  draft: { ask: 'asked', release: 'released' },
  asked: { approve: 'approved', refuse: 'refused', withdraw: 'withdrawn', expire: 'expired' },
  approved: { release: 'released', withdraw: 'withdrawn', expire: 'expired' },
  released: { expire: 'expired', withdraw: 'withdrawn' },
  refused: {}, expired: {}, withdrawn: {},
};
/** The state after a move. @throws DisclosureMoved when the present state does not allow it */
export function move(state: DisclosureState, by: DisclosureMove): DisclosureState {
  const next = MOVES[state][by];
  if (next) return next;
  throw conflict('DisclosureMoved', `"${by}" is not possible: this disclosure is ${state}.`, 'Load it again and look at its state.');
}

/** Purposes for which something may be given out from a case; the rules decide which are possible for whom and to whom. */
export const PURPOSES = ['service-referral', 'mandated-report', 'threat-to-life', 'legal-representation'] as const;
export type DisclosurePurpose = (typeof PURPOSES)[number] | 'data-subject-request' | 'legal-demand';
/** Fields of a person that can be given out. `place` is a sealed place: it is opened only after a second person agreed. */
export const FIELDS = ['name', 'phone', 'ageBand', 'languages', 'place'] as const;
export type DisclosureField = (typeof FIELDS)[number];

/** What the recipient sees of a threat to life, and how long whoever asked may open it: 30 minutes at most. */
export const THREAT_SECONDS = 30 * 60;
/** A review of a threat to life is due within a day. */
export const REVIEW_SECONDS = 24 * 3600;
/** An ask that nobody answers, or that is never given out, ends by itself. */
export const ASK_SECONDS = 24 * 3600;
/** Of those on call, the next is asked when one does not answer for so long. */
export const ON_CALL_SECONDS = 3 * 60;
/** How long a partner may read what it got, unless told otherwise. */
export const SHOWN_SECONDS = 30 * 24 * 3600;

export const NOTICES: Record<DisclosurePurpose, string> = {
  'service-referral': 'Given to you for this help alone. Do not pass it on, do not use it for any other purpose, and never for enforcement of any kind. Delete it when it expires or is taken back.',
  'mandated-report': 'A report that the law obliges us to make about the safety of a child. Use it for the protection of that child alone, never for enforcement of any kind against the child or the family.',
  'threat-to-life': 'Given to you to avert a danger to one child’s life, now, and for nothing else. Do not keep it longer than that takes, do not pass it on, and never use it for enforcement of any kind.',
  'legal-representation': 'Given to you as the child’s own lawyer, in confidence. Do not pass it on without the child’s word.',
  'data-subject-request': 'What is kept about you, or about the person you speak for. Somebody who finds this could learn where help was sought: keep it in a safe place.',
  'legal-demand': 'Given by counsel in answer to one item of one demand, about one person. No other item is answered by it, and nothing may be concluded from what is not here.',
};

export type Basis = { kind: 'consent'; by: string; how: string; saidAt: string } | { kind: 'law'; law: string };
/** Consent names who, how and when; a law is named. @throws BasisMissing */
export function checkBasis(basis: Basis, purpose: DisclosurePurpose, now: Date): Basis {
  if (basis.kind === 'law' && basis.law.trim() !== '' && purpose !== 'service-referral') return { kind: 'law', law: basis.law.trim() };
  if (basis.kind === 'consent') {
    const at = new Date(basis.saidAt);
    if (basis.by.trim() && basis.how.trim() && !Number.isNaN(at.getTime()) && at <= plusSeconds(now, 60)) return { kind: 'consent', by: basis.by.trim(), how: basis.how.trim(), saidAt: at.toISOString() };
  }
  throw invalid('BasisMissing', 'Without a legal basis nothing can leave.', purpose === 'service-referral' ? 'Say who agreed, how, and when.' : 'Say who agreed, how, and when; or name the law.');
}
/** As the ledger says it. */
export const basisText = (basis: Basis): string => (basis.kind === 'consent' ? `consent of ${basis.by}, ${basis.how}` : `law: ${basis.law}`);

export interface Part { label: string; value: string }
export interface Document { purpose: string; recipient: string; basis: string; fields: readonly Part[]; notice: string }
/** Exactly what leaves, one way to write it: the preview, the partner's reading and the printed sheet are these bytes. */
export function documentBytes(d: Document): string {
  return `${JSON.stringify({ for: d.purpose, to: d.recipient, basis: d.basis, fields: d.fields.map(({ label, value }) => ({ label, value })), notice: d.notice }, null, 2)}\n`;
}
/** SHA-256 of the bytes, in hexadecimal: what ledger and log keep of them. */
export const bytesHash = (bytes: string): string => createHash('sha256').update(bytes, 'utf8').digest('hex');
/** What stands for a sealed place until it is opened. */
export const SEALED_YET = '(sealed: opened when a second person agreed)';

export type ChildSide = { kind: 'agreed' } | { kind: 'will_be_told'; dueAt: string } | { kind: 'not_told'; reason: string };
/** The child's side agreed, will be told by a time, or is not told for a reason. @throws ChildSideMissing */
export function checkChildSide(side: ChildSide, basis: Basis, now: Date): { state: 'agreed' | 'will_be_told' | 'not_told'; dueAt: Date | null; reason: string | null } {
  if (side.kind === 'agreed' && basis.kind === 'consent') return { state: 'agreed', dueAt: null, reason: null };
  if (side.kind === 'not_told' && side.reason.trim() !== '') return { state: 'not_told', dueAt: null, reason: side.reason.trim() };
  if (side.kind === 'will_be_told') {
    const dueAt = new Date(side.dueAt);
    if (!Number.isNaN(dueAt.getTime()) && dueAt > now && dueAt <= plusSeconds(now, 90 * 24 * 3600)) return { state: 'will_be_told', dueAt, reason: null };
  }
  throw invalid('ChildSideMissing', 'What the child’s side knows of this is missing.', 'Say that they agreed, by when they will be told (within 90 days), or why they are not told.');
}

/** What is asked for a threat to life: one child, in words, for 30 minutes at most. @throws ThreatUnclear */
export function checkThreat(purpose: DisclosurePurpose, threat: string | undefined, persons: ReadonlySet<string>): string | null {
  if (purpose !== 'threat-to-life') return null;
  if (!threat?.trim()) throw invalid('ThreatUnclear', 'The threat is not named.', 'Say in your words what endangers the life of this child now.');
  if (persons.size !== 1) throw invalid('ThreatUnclear', 'A threat to life is about one child.', 'Choose the fields of one child alone; ask again for another.');
  return threat.trim();
}

/** Kinds of recipients that can avert a danger to life. */
export const ABLE = ['emergency', 'police', 'child_protection', 'hospital'] as const;
export const notAble = (): HavenlineError => invalid('RecipientNotAble', 'This recipient cannot avert a danger to life.', 'Choose an emergency service, a hospital, child protection or the police from the directory.');
export const notPossible = (enforces: boolean): HavenlineError =>
  new HavenlineError('PurposeNotPossible', 409, enforces ? 'This recipient takes part in immigration enforcement: it gets nothing but what a threat to life requires.' : 'For this purpose nothing can be given to this recipient from here.', 'Choose another recipient, or another purpose.');


/** What an emergency call centre needs: a number that works from here, an area of the map, and an address that nobody else can read along. @throws NumberUnusable, UnknownArea, NoDocuments */
export function checkCentre(o: { kind: string; number: string; area?: string | undefined; documentsUrl?: string | undefined }, areaName: (code: string) => string | null): void {
  if (o.area === undefined && !o.documentsUrl?.trim()) return;
  if (o.kind !== 'emergency' || o.area === undefined || areaName(o.area) === null) throw invalid('UnknownArea', 'An area or an address for documents belongs to an emergency call centre of a state or county.', 'Choose the state or county that it answers for.');
  if (o.number.replace(/[^0-9]/g, '').length < 7) throw invalid('NumberUnusable', 'A short number reaches whoever is near our lines, not the centre of that place.', 'Write the centre’s full telephone number.');
  const url = o.documentsUrl?.trim();
  if (url && !(URL.canParse(url) && new URL(url).protocol === 'https:' && new URL(url).username === '')) throw invalid('NoDocuments', 'Documents go to an address that begins with https alone, without a name or password in it.', 'Write the address that the centre gave you.');
}

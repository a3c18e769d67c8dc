/**
 * Adherence and conformance of one person and one day. Adherence is the share of the planned time that somebody was in the planned state, minute by
 * minute; conformance is how long they worked of how long they were to be there for contacts, whenever that was. Both as workforce management has
 * them (B. Cleveland, "Call Center Management on Fast Forward", 4th ed. 2019; vendors' definitions agree). One thing is ours: a contact that
 * goes on into a break or beyond the end of a shift is no deviation, since nobody leaves a child to be on time. Pure.
 */
import type { PresenceState, Spell } from '../staff/index.ts';

/** Milliseconds. */
export interface Span { from: number; to: number }
export interface Segment extends Span { state: PresenceState }
export interface Kept {
  plannedSeconds: number;
  /** In the planned state, or in a contact. */
  keptSeconds: number;
  /** Of these against the plan, but in a contact. */
  contactSeconds: number;
  /** Available or in a contact, planned or not. */
  workedSeconds: number;
  /** Null: nothing was planned. */
  adherence: number | null;
  conformance: number | null;
}

const within = (at: number, spans: readonly Span[]): boolean => spans.some(({ from, to }) => from <= at && at < to);
const stateAt = (at: number, segments: readonly Segment[]): PresenceState => segments.find(({ from, to }) => from <= at && at < to)?.state ?? 'off';
/** Pieces between all moments at which something changes, told by their beginning. */
function* pieces({ from, to }: Span, ...all: (readonly Span[])[]): Generator<Span> {
  const cuts = [...new Set([from, to, ...all.flatMap((spans) => spans.flatMap((one) => [one.from, one.to]))])].filter((at) => at >= from && at <= to).sort((a, b) => a - b);
  for (let n = 1; n < cuts.length; n += 1) yield { from: cuts[n - 1]!, to: cuts[n]! };
}
function join(segments: Iterable<Segment>): Segment[] {
  const joined: Segment[] = [];
  for (const one of segments) {
    const last = joined.at(-1);
    if (last && last.state === one.state && last.to === one.from) last.to = one.to;
    else joined.push({ ...one });
  }
  return joined;
}
/** Shifts are time for contacts, but for the breaks in them; a training or a meal outside of a shift is planned by itself. */
export function plannedOf(shifts: readonly Span[], breaks: readonly Segment[], day: Span): Segment[] {
  return join([...pieces(day, shifts, breaks)].flatMap(({ from, to }) => {
    const state = stateAt(from, breaks);
    return state !== 'off' ? [{ state, from, to }] : within(from, shifts) ? [{ state: 'available' as const, from, to }] : [];
  }));
}
/** What somebody was, without the time in which they were off. Spells in their order, each until the next. */
export function actualOf(spells: readonly Spell[], day: Span): Segment[] {
  return join(spells.map(({ state, since }, n) => ({ state, from: Math.max(day.from, since.getTime()), to: Math.min(day.to, spells[n + 1]?.since.getTime() ?? Infinity) })).filter((one) => one.to > one.from && one.state !== 'off'));
}
/** How a plan was kept until `until`. */
export function keptOf(planned: readonly Segment[], actual: readonly Segment[], contacts: readonly Span[], day: Span, until: number): Kept {
  let [plan, kept, talked, worked, due] = [0, 0, 0, 0, 0];
  for (const { from, to } of pieces({ from: day.from, to: Math.max(day.from, Math.min(day.to, until)) }, planned, actual, contacts)) {
    const [wanted, was, inContact] = [stateAt(from, planned), stateAt(from, actual), within(from, contacts)];
    const seconds = (to - from) / 1000;
    if (inContact || was === 'available') worked += seconds;
    if (wanted === 'off') continue;
    plan += seconds;
    if (wanted === 'available') due += seconds;
    if (was !== wanted && !inContact) continue;
    kept += seconds;
    if (was !== wanted || (inContact && wanted !== 'available')) talked += seconds;
  }
  return { plannedSeconds: plan, keptSeconds: kept, contactSeconds: talked, workedSeconds: worked, adherence: plan === 0 ? null : kept / plan, conformance: due === 0 ? null : worked / due };
}

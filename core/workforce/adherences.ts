/** How plans were kept: for supervisors of everybody, each person of themselves. Days are those of the centre's own calendar. */
import { invalid, refused } from '../kernel/index.ts';
import type { Actor, Tx } from '../kernel/index.ts';
import { actualOf, keptOf, plannedOf } from './adherence.ts';
import type { Segment } from './adherence.ts';
import * as rows from './adherence-repository.ts';
import { plusDays } from './history.ts';
import type { WorkforceDeps } from './ports.ts';
import { published } from './rota-repository.ts';
import { atWall, wallOf } from './time.ts';

export function createAdherences({ clock, access, audit, staff, figures }: Pick<WorkforceDeps, 'clock' | 'access' | 'audit' | 'staff' | 'figures'>) {
  /** @throws DayUnusable */
  async function dayOf(tx: Tx, asked: string | undefined, staffId: string | null) {
    const now = clock.now();
    const { from: midnight, timeZone } = await figures().dayOf(tx, now);
    const today = wallOf(midnight, timeZone).day;
    const day = asked ?? today;
    if (!(new Date(`${day}T12:00:00Z`).toJSON() ?? '').startsWith(day)) throw invalid('DayUnusable', 'This is not a day.', 'Give it as 2026-03-01.');
    const [from, to] = [atWall(day, 0, timeZone), atWall(day, 24, timeZone)];
    const span = { from: from.getTime(), to: to.getTime() };
    const ids = await rows.atDesks(tx, staffId);
    const [shifts, spells, breaks, contacts, names] = [
      Map.groupBy(await published(tx, plusDays(day, -1), day, staffId ?? undefined), (one) => one.staffId), await staff.spells(tx, ids, from, to),
      Map.groupBy(await rows.breaks(tx, ids, from, to), (one) => one.staffId), Map.groupBy(await rows.contacts(tx, ids, from, to), (one) => one.staffId), await staff.deskNames(tx, ids),
    ];
    const moments = <T extends { from: Date; to: Date }>(all: readonly T[] | undefined) => (all ?? []).map((one) => ({ ...one, from: one.from.getTime(), to: one.to.getTime() }));
    const outside = (all: readonly Segment[]) => all.map((one) => ({ state: one.state, from: new Date(one.from).toISOString(), to: new Date(one.to).toISOString() }));
    const people = [...ids].sort((a, b) => (names.get(a) ?? '').localeCompare(names.get(b) ?? '')).map((id) => {
      const planned = plannedOf((shifts.get(id) ?? []).map((one) => ({ from: atWall(one.day, one.begins, timeZone).getTime(), to: atWall(one.day, one.begins + one.hours, timeZone).getTime() })), moments(breaks.get(id)), span);
      // What comes is not known: a state goes on until now.
      const actual = actualOf(spells.get(id) ?? [], { from: span.from, to: Math.min(span.to, now.getTime()) });
      const { adherence, conformance, ...seconds } = keptOf(planned, actual, moments(contacts.get(id)), span, now.getTime());
      const round = (share: number | null): number | null => (share === null ? null : Number(share.toFixed(4)));
      return { staffId: id, deskName: names.get(id) ?? '', adherence: round(adherence), conformance: round(conformance), ...seconds, planned: outside(planned), actual: outside(actual) };
    });
    return { today, day, asOf: now.toISOString(), from: from.toISOString(), to: to.toISOString(), people };
  }
  return {
    /** Of everybody for whom something was planned that day or who was there. Who looked, and at which day, stands in the log. @throws Refused, DayUnusable */
    async ofAll(tx: Tx, actor: Actor, day: string | undefined) {
      await access.authorize(tx, { actor, purpose: 'quality-supervision', action: 'staffing.plan', subject: { type: 'Wallboard', id: 'all' } });
      const found = await dayOf(tx, day, null);
      await audit.append(tx, { actor, purpose: 'quality-supervision', action: 'adherence-read', subject: { type: 'Wallboard', id: found.day }, outcome: 'done' });
      return { ...found, people: found.people.filter((one) => one.planned.length > 0 || one.actual.length > 0) };
    },
    /** One's own. @throws Refused, DayUnusable */
    async own(tx: Tx, actor: Actor, day: string | undefined) {
      if (actor.kind !== 'staff') throw refused();
      await access.authorize(tx, { actor, purpose: 'answer-contact', action: 'shift.own', subject: { type: 'Staff', id: actor.id, attrs: { id: actor.id } } });
      return dayOf(tx, day, actor.id);
    },
  };
}

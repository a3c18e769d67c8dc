/** The rota once it is made: looked at, published, swapped, and taken home as a calendar. */
import { createHash } from 'node:crypto';
import { conflict, HavenlineError, invalid, newId, newSecret, notFound, publish, refused } from '../kernel/index.ts';
import type { Actor, Tx } from '../kernel/index.ts';
import { calendarOf } from './calendar.ts';
import { plusDays } from './history.ts';
import type { WorkforceDeps } from './ports.ts';
import * as rows from './rota-repository.ts';
import type { Rules } from './rota.ts';
import { against, answered } from './swap.ts';
import type { SwapAnswer } from './swap.ts';
import { wallOf } from './time.ts';

/** Shifts are shown and given out this far ahead, and a week back. */
const AHEAD = 70;
const AROUND = 7;
/** What is kept of a secret of 256 bits: guessing is hopeless, so a plain hash is enough. */
const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export function createShifts(deps: WorkforceDeps) {
  const { clock, random, access, audit, staff, figures } = deps;
  const log = (tx: Tx, actor: Actor, action: string, id: string) => audit.append(tx, { actor, purpose: 'quality-supervision', action, subject: { type: 'Staff', id }, outcome: 'done' });
  const zone = async (tx: Tx) => {
    const { from, timeZone } = await figures().dayOf(tx, clock.now());
    return { today: wallOf(from, timeZone).day, timeZone };
  };
  /** Whoever acts, who may do this with their own shifts. @throws Refused */
  async function own(tx: Tx, actor: Actor): Promise<string> {
    if (actor.kind !== 'staff') throw refused();
    await access.authorize(tx, { actor, purpose: 'answer-contact', action: 'shift.own', subject: { type: 'Staff', id: actor.id, attrs: { id: actor.id } } });
    return actor.id;
  }
  /** What stands against somebody taking a shift. */
  async function standsAgainst(tx: Tx, shift: rows.ShiftRow, staffId: string, rules: Rules, wishes: readonly rows.WishRow[]) {
    const theirs = await rows.published(tx, plusDays(shift.day, -AROUND), plusDays(shift.day, AROUND), staffId);
    return against(shift, theirs.filter((one) => one.id !== shift.id), rules, wishes.find((one) => one.staffId === staffId));
  }
  const WORDS = { away: 'They are away that day.', nights: 'They do not work nights.', same_day: 'They work that day already.', rest: 'They would not have their rest.', row: 'They would work too many days in a row.' };
  const named = async (tx: Tx, ids: readonly string[]) => staff.deskNames(tx, [...new Set(ids)]);

  return {
    /** For supervisors: the rotas, one of them with everybody's shifts, the rules, and the swaps to decide. */
    async rota(tx: Tx, id: string | undefined) {
      const known = await rows.rotas(tx);
      const found = id === undefined ? known[0] : known.find((one) => one.id === id);
      const whole = found && (await rows.rotaById(tx, found.id));
      const shifts = whole ? await rows.shiftsOfRota(tx, whole.id) : [];
      const swaps = await rows.openSwaps(tx, null);
      const people = whole ? await rows.counsellors(tx) : [];
      const names = await named(tx, [...people.map((one) => one.id), ...swaps.flatMap((one) => [one.fromStaff, one.toStaff])]);
      const byStaff = Map.groupBy(shifts, (one) => one.staffId);
      return {
        rules: await rows.rules(tx), today: (await zone(tx)).today,
        rotas: known.map(({ id: its, fromDay, days, state, madeAt }) => ({ id: its, fromDay, days, state, madeAt: madeAt.toISOString() })),
        swaps: swaps.map((one) => outside(one, names)),
        rota: whole ? {
          id: whole.id, fromDay: whole.fromDay, days: whole.days, state: whole.state, gap: whole.gap, unwished: whole.unwished, gaps: whole.gaps.map((gap) => ({ ...gap, skills: [...gap.skills] })), need: whole.need,
          people: people.map(({ id: its, languages }) => ({ staffId: its, deskName: names.get(its) ?? '', languages, shifts: (byStaff.get(its) ?? []).map(({ day, begins, hours }) => ({ day, begins, hours })) })),
        } : null,
      };
    },
    async putRules(tx: Tx, actor: Actor, to: Rules): Promise<void> {
      await rows.putRules(tx, to);
      await log(tx, actor, 'rota-rules-put', 'rules');
      await publish(tx, 'workforce', 'rules');
    },
    /** It holds from now on; what an earlier one said of these days does not any more. @throws NotFound, RotaMoved */
    async publish(tx: Tx, actor: Actor, id: string): Promise<void> {
      const rota = await rows.rotaById(tx, id, true);
      if (!rota) throw notFound();
      if (actor.kind !== 'staff') throw refused();
      if (rota.state !== 'draft') throw conflict('RotaMoved', 'This rota is published already.', 'Make a new one to change it.');
      await rows.replaceShifts(tx, rota);
      await rows.publishRota(tx, id, actor.id, clock.now());
      await log(tx, actor, 'rota-published', id);
      await publish(tx, 'workforce', 'published');
    },
    /** One's own: shifts, wishes, swaps, whether there is a link to the calendar. */
    async mine(tx: Tx, actor: Actor) {
      const id = await own(tx, actor);
      const { today } = await zone(tx);
      const shifts = await rows.published(tx, plusDays(today, -AROUND), plusDays(today, AHEAD), id);
      const swaps = await rows.openSwaps(tx, id);
      const names = await named(tx, swaps.flatMap((one) => [one.fromStaff, one.toStaff]));
      const wish = (await rows.wishes(tx)).find((one) => one.staffId === id);
      return {
        today, shifts: shifts.map(({ id: its, day, begins, hours }) => ({ id: its, day, begins, hours, swap: swaps.find((one) => one.shiftId === its)?.id ?? null })),
        wishes: { nights: wish?.nights ?? true, prefers: wish?.prefers ?? [], away: wish?.away ?? [] }, swaps: swaps.map((one) => ({ ...outside(one, names), mine: one.fromStaff === id })),
        calendarSince: (await rows.linkOf(tx, id))?.toISOString() ?? null,
      };
    },
    async putWishes(tx: Tx, actor: Actor, to: { nights: boolean; prefers: number[]; away: string[] }): Promise<void> {
      const staffId = await own(tx, actor);
      if (to.away.some((day) => !(new Date(`${day}T12:00:00Z`).toJSON() ?? '').startsWith(day))) throw invalid('DayUnusable', 'This is not a day.', 'Give it as 2026-03-01.');
      await rows.putWish(tx, { staffId, ...to });
      await publish(tx, `staff:${staffId}`, 'wishes');
    },
    /** Colleagues who may take one's own shift, by the rules and their wishes. @throws NotFound */
    async takers(tx: Tx, actor: Actor, shiftId: string) {
      const me = await own(tx, actor);
      const shift = await rows.publishedShift(tx, shiftId);
      if (shift?.staffId !== me) throw notFound();
      const [rules, wishes, all] = [await rows.rules(tx), await rows.wishes(tx), await rows.counsellors(tx)];
      const around = Map.groupBy(await rows.published(tx, plusDays(shift.day, -AROUND), plusDays(shift.day, AROUND)), (one) => one.staffId);
      const mine = all.find((one) => one.id === me)?.languages ?? [];
      const able = all.filter((one) => one.id !== me && one.languages.some((language) => mine.includes(language)) && against(shift, around.get(one.id) ?? [], rules, wishes.find((wish) => wish.staffId === one.id)) === null);
      const names = await named(tx, able.map((one) => one.id));
      return { people: able.map((one) => ({ staffId: one.id, deskName: names.get(one.id) ?? '' })) };
    },
    /** @throws NotFound, SwapOpen, SwapAgainstRules */
    async askSwap(tx: Tx, actor: Actor, shiftId: string, toStaff: string): Promise<{ id: string }> {
      const me = await own(tx, actor);
      const shift = await rows.publishedShift(tx, shiftId);
      if (shift?.staffId !== me || toStaff === me || !(await rows.counsellors(tx)).some((one) => one.id === toStaff)) throw notFound();
      if (shift.day < (await zone(tx)).today) throw conflict('ShiftOver', 'This shift is over.', 'Nothing to do.');
      if (await rows.openSwapOf(tx, shiftId)) throw conflict('SwapOpen', 'Somebody is asked already.', 'Take that back first.');
      await holds(tx, shift, toStaff);
      const id = newId(clock, random);
      await rows.insertSwap(tx, { id, shiftId, fromStaff: me, toStaff, askedAt: clock.now() });
      await log(tx, actor, 'swap-asked', id);
      await told(tx, me, toStaff);
      return { id };
    },
    /** The colleague agrees or refuses, the asker withdraws, a supervisor who is neither approves or refuses. Somebody else's swap is not there. @throws NotFound, SwapMoved, SwapAgainstRules */
    async answer(tx: Tx, actor: Actor, id: string, answer: SwapAnswer): Promise<void> {
      if (actor.kind !== 'staff') throw refused();
      const swap = await rows.swapById(tx, id);
      const party = swap?.fromStaff === actor.id || swap?.toStaff === actor.id;
      if (!swap || (!party && !actor.roles.includes('supervisor'))) throw notFound();
      if (answer === 'withdraw' ? swap.fromStaff !== actor.id : answer === 'agree' ? swap.toStaff !== actor.id : answer === 'approve' ? party : swap.fromStaff === actor.id) throw refused();
      if (party) await own(tx, actor);
      else await access.authorize(tx, { actor, purpose: 'quality-supervision', action: 'staffing.plan', subject: { type: 'Wallboard', id: 'all' } });
      const state = answered(swap.state, answer);
      if (answer === 'agree' || answer === 'approve') {
        const shift = await rows.publishedShift(tx, swap.shiftId);
        if (shift?.staffId !== swap.fromStaff) throw conflict('SwapMoved', 'The shift is not theirs any more.', 'Look at the rota again.');
        await holds(tx, shift, swap.toStaff);
        if (answer === 'approve') await rows.giveShift(tx, shift.id, swap.toStaff);
      }
      await rows.decideSwap(tx, id, state, actor.id, clock.now());
      await log(tx, actor, `swap-${state}`, id);
      await told(tx, swap.fromStaff, swap.toStaff);
    },
    /** A link to one's own calendar, shown once; the one before works no longer. */
    async makeLink(tx: Tx, actor: Actor): Promise<string> {
      const staffId = await own(tx, actor);
      const secret = newSecret(random);
      await rows.putLink(tx, staffId, hashOf(secret), clock.now());
      await log(tx, actor, 'calendar-link-made', staffId);
      await publish(tx, `staff:${staffId}`, 'calendar');
      return secret;
    },
    async removeLink(tx: Tx, actor: Actor): Promise<void> {
      const staffId = await own(tx, actor);
      await rows.dropLink(tx, staffId);
      await log(tx, actor, 'calendar-link-removed', staffId);
      await publish(tx, `staff:${staffId}`, 'calendar');
    },
    /** The calendar behind a link. A wrong, old or taken-back link is not there. @throws NotFound */
    async calendar(tx: Tx, secret: string): Promise<string> {
      const owner = await rows.ownerOfLink(tx, hashOf(secret));
      if (owner === null) throw notFound();
      const { today, timeZone } = await zone(tx);
      return calendarOf(await rows.published(tx, plusDays(today, -AROUND), plusDays(today, AHEAD), owner), timeZone, clock.now());
    },
    neededOn: rows.neededOn,
  };
  async function told(tx: Tx, ...ids: string[]): Promise<void> {
    for (const id of ids) await publish(tx, `staff:${id}`, 'swap');
    await publish(tx, 'workforce', 'swap');
  }
  async function holds(tx: Tx, shift: rows.ShiftRow, staffId: string): Promise<void> {
    const why = await standsAgainst(tx, shift, staffId, await rows.rules(tx), await rows.wishes(tx));
    if (why !== null) throw new HavenlineError('SwapAgainstRules', 409, `This breaks a rule of the rota. ${WORDS[why]}`, 'Ask somebody else.');
  }
}
const outside = ({ id, fromStaff, toStaff, state, day, begins, hours }: rows.SwapRow & { day: string; begins: number; hours: number }, names: ReadonlyMap<string, string>) =>
  ({ id, from: names.get(fromStaff) ?? '', to: names.get(toStaff) ?? '', state, day, begins, hours });

/** What supervisors see of the line and of each offer, and what they and administrators set: skills, breaks, and what the centre wants of routing. */
import { conflict, invalid, newId, notFound, publish } from '../kernel/index.ts';
import type { Actor, Clock, Random, Tx } from '../kernel/index.ts';
import { isSurge, needsOf, SKILLS, skillsOf } from './routing.ts';
import type { Ready, RoutingRule, Waiting } from './routing.ts';
import * as line from './repository.ts';
import * as rows from './supervision-repository.ts';

export interface SupervisionDeps {
  clock: Clock;
  random: Random;
  audit: { append(tx: Tx, entry: { actor: Actor; purpose: string; action: string; subject: { type: string; id: string }; outcome: 'done' | 'refused' }): Promise<unknown> };
  access: { authorize(tx: Tx, request: { actor: Actor; purpose: string; action: string; subject: { type: string; id: string; attrs?: Record<string, unknown> } }): Promise<unknown> };
}
/** Why somebody still waits: nobody at work speaks it; of those, nobody has the skill; all of them are in contacts or at a break; it is meant for one person; their turn comes. */
export const WHY_WAITING = ['nobody-speaks', 'needs-skill', 'all-busy', 'meant-for', 'next'] as const;
export type WhyWaiting = (typeof WHY_WAITING)[number];

/** Pure; the same order of reasons as the board's own conditions. */
export function whyWaiting(w: Waiting, ready: readonly Ready[], rule: RoutingRule, surge: boolean, now: Date): { why: WhyWaiting; skills: string[] } {
  const needs = needsOf(w, rule, surge).filter((need) => need.until === undefined || w.waitingSince.getTime() + need.until * 1000 > now.getTime());
  const speakers = ready.filter((s) => s.languages.includes(w.language));
  const able = speakers.filter((s) => { const has = skillsOf(s, rule); return needs.every((need) => (has.get(need.skill) ?? 0) >= need.level); });
  const skills = needs.map((need) => need.skill);
  if (speakers.length === 0) return { why: 'nobody-speaks', skills };
  if (able.length === 0) return { why: 'needs-skill', skills };
  if (w.wanted !== undefined) return { why: 'meant-for', skills };
  return { why: able.every((s) => s.busy || s.calls > 0 || s.pausedUntil !== null || (w.channel === 'phone' ? s.chats > 0 : s.chats >= s.chatsAtMost)) ? 'all-busy' : 'next', skills };
}

export type Supervision = ReturnType<typeof createSupervision>;
export function createSupervision({ clock, random, audit, access }: SupervisionDeps) {
  const see = (tx: Tx, actor: Actor) => access.authorize(tx, { actor, purpose: 'quality-supervision', action: 'wallboard.read', subject: { type: 'Wallboard', id: 'line', attrs: {} } });
  async function manage(tx: Tx, actor: Actor, action: string, id = 'routing'): Promise<void> {
    await access.authorize(tx, { actor, purpose: 'system-operation', action: 'routing.manage', subject: { type: 'Centre', id: 'centre', attrs: {} } });
    await audit.append(tx, { actor, purpose: 'system-operation', action, subject: { type: 'Routing', id }, outcome: 'done' });
  }
  const changed = async (tx: Tx, what: 'rule' | 'people' = 'people'): Promise<void> => {
    await publish(tx, 'routing', what);
    await publish(tx, 'wallboard');
  };
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
  return {
    pauseSeconds: async (tx: Tx): Promise<number> => (await line.rule.first(tx))!.pauseSeconds,
    /** Who waits in the line's order and why still; the offers of the last hour with the reason of each. Nothing that was said. */
    async line(tx: Tx, actor: Actor) {
      await see(tx, actor);
      const now = clock.now();
      const rule = (await line.rule.first(tx))!;
      const waiting = await line.frontOfLine.rows(tx, now, 200);
      const ready = await line.ready.rows(tx, now);
      const surge = isSurge(rule, waiting.length);
      const numbers = new Map((await rows.numbersOf(tx, waiting.map((w) => w.id))).map((c) => [c.id, c.number]));
      return {
        surge,
        waiting: waiting.map((row) => {
          const w = line.waitingOf(row);
          return { contactId: w.contactId, number: numbers.get(w.contactId) ?? '', channel: w.channel, language: w.language, waitingSince: w.waitingSince.toISOString(), credit: w.credit ?? 0, pulled: w.pulled !== undefined, callback: row.call_when !== null, ...whyWaiting(w, ready, rule, surge, now) };
        }),
        offers: (await rows.offersSince(tx, new Date(now.getTime() - 3_600_000))).map((o) => ({
          offerId: o.id, number: o.number, channel: o.channel, language: o.language, deskName: o.desk_name, madeAt: o.made_at.toISOString(), state: o.state, because: o.because, interpreter: o.interpreter_name,
        })),
        pulls: (await rows.pullsSince(tx, new Date(now.getTime() - 86_400_000))).map((p) => ({ number: p.number, deskName: p.desk_name, reason: p.reason, at: p.at.toISOString() })),
      };
    },
    /** People with their skills, and what the centre wants of routing. */
    async settings(tx: Tx, actor: Actor) {
      await manage(tx, actor, 'read-routing');
      const now = clock.now();
      const breaks = await rows.breaksAfter(tx, now);
      return {
        rule: (await line.rule.first(tx))!,
        sites: await rows.sites(tx),
        people: (await rows.people(tx, now)).map((p) => ({
          staffId: p.id, deskName: p.desk_name, languages: p.languages, skills: p.skills, chatsAtMost: p.chats_at_most, presence: p.state, lost: p.lost, pausedUntil: iso(p.pause_until), pauseWhy: p.pause_until === null ? null : p.pause_why,
          breaks: breaks.filter((b) => b.staff_id === p.id).map((b) => ({ id: b.id, kind: b.kind, from: b.starts_at.toISOString(), to: b.ends_at.toISOString() })),
        })),
      };
    },
    /** @throws SkillUnknown */
    async setSkills(tx: Tx, actor: Actor, staffId: string, to: { skills: Record<string, number>; chatsAtMost: number }): Promise<void> {
      await manage(tx, actor, 'set-skills', staffId);
      const person = await rows.person(tx, staffId);
      if (!person) throw notFound();
      const unknown = Object.keys(to.skills).find((skill) => !(SKILLS as readonly string[]).includes(skill) && !person.languages.includes(skill));
      if (unknown !== undefined) throw invalid('SkillUnknown', `"${unknown}" is neither a skill of the list nor a language of this person.`, 'Add the language to the account first.');
      await rows.saveSkills(tx, staffId, to.skills, to.chatsAtMost);
      await publish(tx, `staff:${staffId}`, 'skills');
      await changed(tx);
    },
    /** @throws BreakUnusable */
    async addBreak(tx: Tx, actor: Actor, staffId: string, b: { kind: 'break' | 'meal' | 'training'; from: Date; to: Date }): Promise<{ id: string }> {
      await manage(tx, actor, 'add-break', staffId);
      if (!(await rows.person(tx, staffId))) throw notFound();
      const now = clock.now().getTime();
      if (!(b.to > b.from) || b.to.getTime() < now || b.to.getTime() - b.from.getTime() > 8 * 3_600_000) throw conflict('BreakUnusable', 'A break ends after it begins, is not over yet, and takes eight hours at most.', 'Look at the times again.');
      const id = newId(clock, random);
      await rows.insertBreak(tx, { id, staffId, ...b });
      await publish(tx, `staff:${staffId}`, 'break');
      await changed(tx);
      return { id };
    },
    async removeBreak(tx: Tx, actor: Actor, id: string): Promise<void> {
      await manage(tx, actor, 'remove-break', id);
      const staffId = await rows.deleteBreak(tx, id);
      if (staffId === undefined) throw notFound();
      await publish(tx, `staff:${staffId}`, 'break');
      await changed(tx);
    },
    async setRule(tx: Tx, actor: Actor, rule: RoutingRule): Promise<void> {
      await manage(tx, actor, 'set-routing');
      await line.saveRule.rows(tx, rule.pauseSeconds, rule.hourlyAtMost, rule.surge, rule.surgeFrom, rule.overflowSeconds, rule.closedSites, JSON.stringify(rule.wishes));
      await changed(tx, 'rule');
    },
  };
}

/**
 * Who works when. In two exact steps, because one program over every person and hour would not end in time: first how many of each group work
 * which week (a mixed-integer program), then who of the group works which of those weeks (an assignment, whose linear program is whole by itself).
 *
 * Rules that always hold by how a week is made: the same beginning each day, so the rest between two days; the free days together. Between two
 * weeks, and between this rota and what is published before and after it, the assignment keeps the rest, the days in a row and the weeks of nights in a row.
 */
import { invalid } from '../kernel/index.ts';
import { solve } from './program.ts';
import type { Program } from './program.ts';

export const DAYS = 7;
const HOURS = 24;

export interface Worker {
  id: string;
  /** Languages or other skills that the need is told by. */
  skills: readonly string[];
  /** May begin a shift that reaches into the night (22 to 6). */
  nights: boolean;
  /** Days of the rota, from 0, on which they are away. */
  off: readonly number[];
  /** Hours of the day at which they would rather begin; none: any. */
  prefers?: readonly number[];
  /** Shifts that stand: of the rota before on days below 0, of one after on days from the end of this one on. */
  around?: readonly Fixed[];
}
export interface Fixed { day: number; begins: number; hours: number }
export interface Rules {
  /** Hours of a shift. */
  shiftHours: number;
  /** A shift may begin at 0, `every`, 2 × `every` … o'clock. */
  every: number;
  /** Between the end of a shift and the next beginning, at least. */
  restHours: number;
  daysAWeek: number;
  /** Days of work in a row at most, also from one week into the next. */
  daysInARow: number;
  /** Weeks with night shifts, of the whole rota, at most; nor more of them in a row, also from one rota into the next. */
  nightWeeks: number;
}
export interface RotaProblem {
  /** For each skill, for each day, for each hour: how many are needed. Whole weeks. */
  need: Readonly<Record<string, readonly (readonly number[])[]>>;
  workers: readonly Worker[];
  rules: Rules;
  /** Seconds that the solver may take for a week. */
  seconds?: number;
}
export interface WorkedShift { workerId: string; day: number; begins: number }
export interface Gap { day: number; hour: number; skills: readonly string[]; missing: number }
export interface Rota {
  shifts: WorkedShift[];
  /** Hours in which fewer are there than needed, known before the rota is made public. */
  gaps: Gap[];
  /** How far from the best possible the worst week is at most, as the solver proves; 0 is proven best. */
  gap: number;
  /** Shifts that begin when their worker would rather not. */
  unwished: number;
}
/** The same beginning on each day of work; `free`: the first of the free days, which lie together (the week goes round). */
interface Week { begins: number; free: number }

const isNight = (begins: number, hours: number): boolean => begins >= 22 || begins + hours > HOURS || begins < 6;
const works = (week: Week, day: number, rules: Rules): boolean => (day - week.free + DAYS) % DAYS >= DAYS - rules.daysAWeek;
function weeksOf(rules: Rules): Week[] {
  const all: Week[] = [];
  for (let begins = 0; begins < HOURS; begins += rules.every) for (let free = 0; free < (rules.daysAWeek === DAYS ? 1 : DAYS); free += 1) all.push({ begins, free });
  return all;
}

/** Makes a rota. Progress is told week by week; a stop by `stopped` ends it with StoppedByYou. @throws RulesClash with the rules that cannot hold together, NeedUnusable */
export async function makeRota(problem: RotaProblem, progress: (done: number, of: number) => void = () => undefined, stopped: () => boolean = () => false): Promise<Rota> {
  const { need, workers, rules } = problem;
  check(problem);
  const days = Object.values(need)[0]!.length;
  const weeks = weeksOf(rules);
  const nights = new Map<string, number>();
  const known = new Map<string, Fixed[]>(workers.map((one) => [one.id, [...(one.around ?? [])]]));
  const rota: Rota = { shifts: [], gaps: [], gap: 0, unwished: 0 };
  const give = (worker: Worker, week: Week, from: number): void => {
    if (isNight(week.begins, rules.shiftHours)) nights.set(worker.id, (nights.get(worker.id) ?? 0) + 1);
    for (const shift of shiftsOf(worker, week, from, rules)) {
      known.get(worker.id)!.push(shift);
      rota.shifts.push({ workerId: worker.id, day: shift.day, begins: shift.begins });
      if (worker.prefers && worker.prefers.length > 0 && !worker.prefers.includes(week.begins)) rota.unwished += 1;
    }
  };
  for (let from = 0; from < days; from += DAYS) {
    if (stopped()) throw invalid('StoppedByYou', 'The rota was stopped before it was whole.', 'Start it again when you like.');
    const groups = groupsOf(workers, (worker) => mayWorkNights(worker, from, rules, known.get(worker.id)!, nights.get(worker.id) ?? 0));
    const counts = await howMany(problem, groups, weeks, from);
    const free = new Set(workers);
    const all: { worker: Worker; week: Week }[] = [];
    let left = 0;
    for (const group of groups) {
      const wanted = weeks.map((week, n) => ({ week, count: counts.of(group.key, n) })).filter((one) => one.count > 0);
      const given = await whoWorks(group.workers, wanted, from, rules, known, nights);
      all.push(...given);
      for (const { worker, week } of given) {
        give(worker, week, from);
        free.delete(worker);
      }
      left += wanted.reduce((sum, one) => sum + one.count, 0) - given.length;
    }
    // Where rest or nights of the week before kept a week from everybody who should have had it, whoever is free takes another that helps.
    for (let taken = left > 0; taken; ) {
      const open = gapsOf(problem, rota.shifts).filter((gap) => gap.day >= from && gap.day < from + DAYS);
      const best = mostHelpful(open, [...free], weeks, (worker, week) => mayWork(worker, week, from, rules, known.get(worker.id)!, nights.get(worker.id) ?? 0), from, rules);
      taken = best !== undefined;
      if (best) {
        all.push(best);
        give(best.worker, best.week, from);
        free.delete(best.worker);
      }
    }
    // As far from the best as the solver left open; farther where not every week could be given as it was decided.
    const cost = left === 0 ? counts.objective : costOf(problem, all, from);
    rota.gap = Math.max(rota.gap, cost === 0 ? 0 : 1 - (counts.objective * (1 - counts.gap)) / cost);
    progress(from / DAYS + 1, days / DAYS);
  }
  rota.gaps = gapsOf(problem, rota.shifts);
  return rota;
}

interface Group { key: string; skills: readonly string[]; nights: boolean; prefers: readonly number[]; workers: Worker[] }
/** Alike: the same skills and wishes, and whether a week of nights may still be theirs. */
function groupsOf(workers: readonly Worker[], mayNights: (worker: Worker) => boolean): Group[] {
  const found = new Map<string, Group>();
  for (const worker of workers) {
    const prefers = (worker.prefers ?? []).toSorted((a, b) => a - b);
    const nights = mayNights(worker);
    const key = `${worker.skills.toSorted().join('+')} ${nights ? 'n' : 'd'} ${prefers.join()}`;
    const group = found.get(key) ?? { key, skills: worker.skills, nights, prefers, workers: [] };
    group.workers.push(worker);
    found.set(key, group);
  }
  return [...found.values()];
}
/** Up to so many skills every set that matters is looked at; of more, sets of one and two, and whole circles. */
const ALL_SETS = 4;
/**
 * Sets of skills: whoever has one of the set can be counted for it once (Hall), so people with two skills are not counted twice. Only sets that people
 * with several of their skills hold together say more than their parts do.
 */
function setsOf(skills: readonly string[], workers: readonly Pick<Worker, 'skills'>[]): string[][] {
  const both = new Map<string, Set<string>>(skills.map((skill) => [skill, new Set()]));
  for (const worker of workers) for (const one of worker.skills) for (const other of worker.skills) if (one !== other && both.has(other)) both.get(one)?.add(other);
  const reach = (from: string, within: readonly string[]): string[] => {
    const found = new Set([from]);
    for (const one of found) for (const next of both.get(one)!) if (within.includes(next)) found.add(next);
    return skills.filter((skill) => found.has(skill));
  };
  const found = skills.length <= ALL_SETS
    ? Array.from({ length: 2 ** skills.length - 1 }, (_, n) => skills.filter((_one, k) => ((n + 1) >> k) & 1))
    : [...skills.map((skill) => [skill]), ...skills.flatMap((one, n) => skills.slice(n + 1).flatMap((other) => (both.get(one)!.has(other) ? [[one, other]] : []))), ...skills.map((skill) => reach(skill, skills))];
  const held = found.filter((set) => reach(set[0]!, set).length === set.length);
  return [...new Map(held.map((set) => [set.join('\n'), set])).values()];
}

/** What a week against somebody's wish costs beside a person's week. */
const UNWISHED = 0.25;
/** What a missing hour costs beside it. */
const MISSING = 50;
/** Least missing hours first, then least people, then wishes. */
async function howMany({ need, rules, seconds = 11 }: RotaProblem, groups: readonly Group[], weeks: readonly Week[], from: number): Promise<{ gap: number; objective: number; of: (key: string, week: number) => number }> {
  const program: Program = { minimise: [], subject: [], bounds: [], whole: [] };
  const name = (group: number, week: number): string => `x${group}_${week}`;
  groups.forEach((group, g) => {
    const all = weeks.flatMap((week, w) => (group.nights || !isNight(week.begins, rules.shiftHours) ? [w] : []));
    program.subject.push({ terms: all.map((w) => [1, name(g, w)]), is: '<=', value: group.workers.length });
    for (const w of all) {
      program.minimise.push([group.prefers.length === 0 || group.prefers.includes(weeks[w]!.begins) ? 1 : 1 + UNWISHED, name(g, w)]);
      program.whole.push(name(g, w));
    }
  });
  for (const set of setsOf(Object.keys(need), groups)) {
    const able = groups.flatMap((group, g) => (group.skills.some((skill) => set.includes(skill)) ? [g] : []));
    for (let day = 0; day < DAYS; day += 1) for (let hour = 0; hour < HOURS; hour += 1) {
      const value = set.reduce((sum, skill) => sum + need[skill]![from + day]![hour]!, 0);
      if (value === 0) continue;
      const missing = `m${set.join('')}_${day}_${hour}`.replace(/[^a-zA-Z0-9_]/g, '');
      program.minimise.push([MISSING, missing]);
      const terms: [number, string][] = [[1, missing]];
      for (const g of able) weeks.forEach((week, w) => {
        if ((groups[g]!.nights || !isNight(week.begins, rules.shiftHours)) && covers(week, day, hour, rules)) terms.push([1, name(g, w)]);
      });
      program.subject.push({ terms, is: '>=', value });
    }
  }
  const found = await solve(program, { seconds, gap: 0.01 });
  return { gap: found.gap, objective: found.objective, of: (key, week) => Math.round(found.value(name(groups.findIndex((group) => group.key === key), week))) };
}
/** What the weeks that were given cost, reckoned as the program does. */
function costOf({ need, workers, rules }: RotaProblem, given: readonly { worker: Worker; week: Week }[], from: number): number {
  let cost = given.reduce((sum, { worker, week }) => sum + (!worker.prefers?.length || worker.prefers.includes(week.begins) ? 1 : 1 + UNWISHED), 0);
  for (const set of setsOf(Object.keys(need), workers)) {
    const able = given.filter(({ worker }) => worker.skills.some((skill) => set.includes(skill)));
    for (let day = 0; day < DAYS; day += 1) for (let hour = 0; hour < HOURS; hour += 1) {
      const value = set.reduce((sum, skill) => sum + need[skill]![from + day]![hour]!, 0);
      if (value > 0) cost += MISSING * Math.max(0, value - able.filter(({ week }) => covers(week, day, hour, rules)).length);
    }
  }
  return cost;
}
/** Whether somebody of that week is there in that hour; what a shift has after midnight counts for the next day of the same week. */
function covers(week: Week, day: number, hour: number, rules: Rules): boolean {
  const end = week.begins + rules.shiftHours;
  if (works(week, day, rules) && hour >= week.begins && hour < Math.min(end, HOURS)) return true;
  return end > HOURS && hour < end - HOURS && works(week, (day + DAYS - 1) % DAYS, rules);
}

/** Wishes first kept, then rest; a week that a worker cannot work at all is not given to them. */
async function whoWorks(workers: readonly Worker[], wanted: readonly { week: Week; count: number }[], from: number, rules: Rules, known: ReadonlyMap<string, readonly Fixed[]>, nights: ReadonlyMap<string, number>): Promise<{ worker: Worker; week: Week }[]> {
  const program: Program = { minimise: [], subject: [], bounds: [], whole: [] };
  const pairs: { worker: Worker; week: Week; name: string }[] = [];
  const byWorker = new Map<string, [number, string][]>();
  wanted.forEach(({ week, count }, n) => {
    const terms: [number, string][] = [];
    workers.forEach((worker, k) => {
      if (!mayWork(worker, week, from, rules, known.get(worker.id)!, nights.get(worker.id) ?? 0)) return;
      const name = `y${k}_${n}`;
      const away = worker.off.filter((day) => day >= from && day < from + DAYS && works(week, day - from, rules)).length;
      const unwished = worker.prefers && worker.prefers.length > 0 && !worker.prefers.includes(week.begins) ? 1 : 0;
      program.minimise.push([10 * away + unwished - 1000, name]);
      program.bounds.push([name, 0, 1]);
      terms.push([1, name]);
      (byWorker.get(worker.id) ?? byWorker.set(worker.id, []).get(worker.id)!).push([1, name]);
      pairs.push({ worker, week, name });
    });
    if (terms.length > 0) program.subject.push({ terms, is: '<=', value: count });
  });
  if (pairs.length === 0) return [];
  for (const terms of byWorker.values()) program.subject.push({ terms, is: '<=', value: 1 });
  const found = await solve(program, { seconds: 10, gap: 0 });
  return pairs.filter(({ name }) => found.value(name) > 0.5);
}
/** Who of them would close most of the open hours, and with which week; nobody where none is closed. */
function mostHelpful(open: readonly Gap[], free: readonly Worker[], weeks: readonly Week[], may: (worker: Worker, week: Week) => boolean, from: number, rules: Rules): { worker: Worker; week: Week } | undefined {
  let best: { worker: Worker; week: Week; closes: number } | undefined;
  for (const worker of free) {
    const own = new Set(open.filter((gap) => gap.skills.some((skill) => worker.skills.includes(skill))).map((gap) => gap.day * HOURS + gap.hour));
    if (own.size <= (best?.closes ?? 0)) continue;
    for (const week of weeks) {
      const closes = shiftsOf(worker, week, from, rules).reduce((sum, one) => sum + Array.from({ length: one.hours }, (_, hour) => Number(own.has(one.day * HOURS + one.begins + hour))).reduce((all, hour) => all + hour, 0), 0);
      if (closes > (best?.closes ?? 0) && may(worker, week)) best = { worker, week, closes };
    }
  }
  return best;
}
const shiftsOf = (worker: Worker, week: Week, from: number, rules: Rules): Fixed[] =>
  Array.from({ length: DAYS }, (_, day) => ({ day: from + day, begins: week.begins, hours: rules.shiftHours })).filter((one) => works(week, one.day - from, rules) && !worker.off.includes(one.day));
/** Whether a week of nights may be theirs: not more of them in this rota than the rules say, nor in a row. */
function mayWorkNights(worker: Worker, from: number, rules: Rules, known: readonly Fixed[], nightWeeks: number): boolean {
  if (!worker.nights || nightWeeks >= rules.nightWeeks) return false;
  const night = (first: number): boolean => known.some((one) => one.day >= first && one.day < first + DAYS && isNight(one.begins, one.hours));
  let row = 1;
  for (let first = from - DAYS; night(first); first -= DAYS) row += 1;
  for (let first = from + DAYS; night(first); first += DAYS) row += 1;
  return row <= rules.nightWeeks;
}
/** Whether the week of a worker keeps the rules beside the shifts that stand on the days before and after it. */
function mayWork(worker: Worker, week: Week, from: number, rules: Rules, known: readonly Fixed[], nightWeeks: number): boolean {
  if (isNight(week.begins, rules.shiftHours) && !mayWorkNights(worker, from, rules, known, nightWeeks)) return false;
  const own = shiftsOf(worker, week, from, rules);
  const near = known.filter((one) => one.day >= from - HOURS && one.day < from + DAYS + HOURS);
  const start = (one: Fixed): number => one.day * HOURS + one.begins;
  const all = [...near, ...own].sort((a, b) => start(a) - start(b));
  // Within a week both hold by how it is made.
  if (all.some((one, n) => n > 0 && own.includes(one) !== own.includes(all[n - 1]!) && start(one) - start(all[n - 1]!) - all[n - 1]!.hours < rules.restHours)) return false;
  const days = new Set(all.map((one) => one.day));
  return own.every(({ day }) => {
    let [first, last] = [day, day];
    while (days.has(first - 1)) first -= 1;
    while (days.has(last + 1)) last += 1;
    return last - first < rules.daysInARow;
  });
}

/** The hours of the need that the shifts leave open, by the set of skills that is missing most. */
export function gapsOf({ need, workers, rules }: RotaProblem, shifts: readonly WorkedShift[]): Gap[] {
  const days = Object.values(need)[0]!.length;
  const skillsOf = new Map(workers.map((worker) => [worker.id, worker.skills]));
  const there: string[][][] = Array.from({ length: days * HOURS }, () => []);
  for (const shift of shifts) for (let hour = 0; hour < rules.shiftHours; hour += 1) there[shift.day * HOURS + shift.begins + hour]?.push(skillsOf.get(shift.workerId) as string[]);
  const sets = setsOf(Object.keys(need), workers);
  const gaps: Gap[] = [];
  for (let day = 0; day < days; day += 1) for (let hour = 0; hour < HOURS; hour += 1) {
    let worst: Gap | undefined;
    for (const set of sets) {
      const missing = set.reduce((sum, skill) => sum + need[skill]![day]![hour]!, 0) - there[day * HOURS + hour]!.filter((skills) => skills.some((skill) => set.includes(skill))).length;
      if (missing > (worst?.missing ?? 0)) worst = { day, hour, skills: set, missing };
    }
    if (worst) gaps.push(worst);
  }
  return gaps;
}

/** Rules that cannot hold together are named before anything is tried. */
function check({ need, workers, rules }: RotaProblem): void {
  const clash = (words: string): never => { throw invalid('RulesClash', `These rules cannot hold together: ${words}.`, 'Change one of them.'); };
  const tables = Object.values(need);
  if (tables.length === 0 || tables.some((days) => days.length === 0 || days.length % DAYS !== 0 || days.length !== tables[0]!.length || days.some((hours) => hours.length !== HOURS || hours.some((one) => !(one >= 0))))) {
    throw invalid('NeedUnusable', 'The need is not told for whole weeks, 24 hours a day, from zero up.', 'Make the forecast again for whole weeks.');
  }
  if (rules.daysAWeek < 1 || rules.daysAWeek > DAYS) clash(`${rules.daysAWeek} days of work in a week of seven`);
  if (rules.shiftHours + rules.restHours > HOURS && rules.daysAWeek > 1) clash(`shifts of ${rules.shiftHours} hours, a rest of ${rules.restHours} hours, and a beginning at the same hour each day`);
  if (rules.daysInARow < rules.daysAWeek - 1) clash(`${rules.daysAWeek} days of work a week and at most ${rules.daysInARow} in a row`);
  if (HOURS % rules.every !== 0) clash(`beginnings every ${rules.every} hours in a day of 24`);
  for (const skill of Object.keys(need)) {
    const own = workers.filter((worker) => worker.skills.includes(skill));
    if (own.length === 0 && need[skill]!.some((hours) => hours.some((one) => one > 0))) clash(`a need for ${skill}, and nobody who has it`);
    const atNight = need[skill]!.some((hours) => hours.some((one, hour) => one > 0 && (hour < 6 || hour >= 22)));
    if (atNight && own.length > 0 && own.every((worker) => !worker.nights)) clash(`a need for ${skill} at night, and nobody who has it and works at night`);
    if (atNight && own.length > 0 && rules.nightWeeks === 0) clash(`a need for ${skill} at night, and no weeks of nights for anybody`);
  }
}

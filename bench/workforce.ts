/**
 * Calls simulated a second: the line M/M/n+M by our simulator (with the routing of the running centre) and by SimPy in the same run, in turn; then
 * a year of 7,000 calls a day with 300 counsellors and 12 languages. `error`: how far our shares are from Erlang A at worst, relative.
 * Beside them how good the forecast is (accuracy.ts), and a rota for 200 people and four weeks.
 */
import { erlangA, exponential, lognormal, makeRota, seeded, simulate } from '#core/workforce';
import type { Caller, Shift } from '#core/workforce';
import { accuracy } from './workforce/accuracy.ts';
import { ensureSimPy, runSimPy } from './workforce/peer.ts';

const LINE = { arrivals: 100 / 1800, handling: 180, patience: 300 };
const SERVERS = 14;
const TARGET = 20;
const YEAR_CALLS = 7_000 * 365;
/** Invented shares of twelve languages. */
const SHARES: readonly [string, number][] = [['es', 0.46], ['en', 0.3], ['mam', 0.05], ['quc', 0.04], ['kek', 0.03], ['ht', 0.03], ['pt', 0.025], ['ar', 0.02], ['fr', 0.015], ['zh', 0.01], ['ru', 0.01], ['ti', 0.01]];
/** An invented day: each hour's share of the day's mean. */
const CURVE = [0.45, 0.35, 0.3, 0.3, 0.35, 0.45, 0.6, 0.8, 1.05, 1.25, 1.4, 1.45, 1.4, 1.35, 1.35, 1.4, 1.45, 1.5, 1.45, 1.35, 1.2, 1, 0.8, 0.6];
const SHIFT_SECONDS = 8 * 3600;

function* line(seed: number, calls: number): Generator<Caller> {
  const uniform = seeded(seed);
  for (let n = 0, at = 0; n < calls; n += 1) {
    at += exponential(uniform, 1 / LINE.arrivals);
    yield { at, channel: 'phone', language: 'en', patience: exponential(uniform, LINE.patience), handling: exponential(uniform, LINE.handling) };
  }
}
function* yearOf(calls: number): Generator<Caller> {
  const uniform = seeded(2026);
  const most = Math.max(...CURVE);
  for (let n = 0, at = 0; n < calls; ) {
    at += exponential(uniform, 86_400 / (7_000 * most));
    if (uniform() * most > CURVE[Math.floor((at / 3600) % 24)]!) continue;
    n += 1;
    let share = uniform();
    const language = (SHARES.find(([, one]) => (share -= one) < 0) ?? SHARES[0]!)[0];
    yield { at, channel: 'phone', language, patience: exponential(uniform, 240), handling: lognormal(uniform, 840, 0.8), credit: uniform() < 0.02 ? 600 : uniform() < 0.2 ? 120 : 0 };
  }
}
/** 300 counsellors who each work eight hours of every day, more of them where the day is busy; most speak Spanish or English, a third one of the others too. */
function* shiftsOf(days: number): Generator<Shift> {
  const sum = CURVE.reduce((all, one) => all + one);
  const starts = Array.from({ length: 300 }, (_, n) => {
    let share = ((n + 0.5) / 300) * sum;
    // Begins so that its middle lies where the calls are.
    return (CURVE.findIndex((one) => (share -= one) < 0) + 20) % 24;
  }).sort((a, b) => a - b);
  for (let day = 0; day <= days; day += 1) {
    for (let n = 0; n < 300; n += 1) {
      const skills = new Map([[n % 5 < 3 ? 'es' : 'en', 3]]);
      if (n % 4 === 0) skills.set(n % 5 < 3 ? 'en' : 'es', 2);
      if (n % 3 === 0) skills.set(SHARES[2 + ((n / 3) % 10)]![0], 2);
      const from = day * 86_400 + starts[n]! * 3600;
      yield { staffId: `counsellor-${n}`, skills, from, to: from + SHIFT_SECONDS };
    }
  }
}
const seconds = <T>(work: () => T): [T, number] => {
  const began = performance.now();
  const done = work();
  return [done, (performance.now() - began) / 1000];
};
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

export async function bench(quick: boolean): Promise<Record<string, unknown>> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const root = await ensureSimPy(say);
  const calls = quick ? 20_000 : 200_000;
  const shifts: Shift[] = Array.from({ length: SERVERS }, (_, n) => ({ staffId: `s${n}`, skills: new Map([['en', 3]]), from: 0, to: 1e12 }));
  simulate({ callers: line(99, 20_000), shifts, target: TARGET });
  const [ours, theirs]: [number[], number[]] = [[], []];
  let [total, answered, within, abandoned] = [0, 0, 0, 0];
  let version = '';
  for (let round = 0; round < (quick ? 1 : 3); round += 1) {
    const [found, took] = seconds(() => simulate({ callers: line(round + 1, calls), shifts, target: TARGET, warmUp: 3600 }));
    const peer = runSimPy(root, [round + 1, calls, LINE.arrivals, LINE.handling, LINE.patience, SERVERS, TARGET]);
    ours.push(calls / took);
    theirs.push(calls / peer.seconds);
    [total, answered, within, abandoned, version] = [total + found.total.calls, answered + found.total.answered, within + found.total.within, abandoned + found.total.abandoned, peer.version];
    process.stdout.write(`round ${round + 1}: havenline ${Math.round(ours.at(-1)!)} calls/s, SimPy ${Math.round(theirs.at(-1)!)} calls/s (answered in 20 s: ${(found.total.within / found.total.calls).toFixed(4)} and ${(peer.within / calls).toFixed(4)})\n`);
  }
  const expected = erlangA({ ...LINE }, SERVERS, TARGET);
  const error = Math.max(Math.abs(within / total / expected.within - 1), Math.abs(abandoned / total / expected.abandons - 1), Math.abs(answered / total / (1 - expected.abandons) - 1));
  const yearCalls = quick ? 20_000 : YEAR_CALLS;
  const [year, yearSeconds] = seconds(() => simulate({ callers: yearOf(yearCalls), shifts: shiftsOf(Math.ceil(yearCalls / 7_000) + 1), target: TARGET }));
  process.stdout.write(`a year: ${year.total.calls} calls in ${yearSeconds.toFixed(1)} s; answered in 20 s ${(year.total.within / year.total.calls).toFixed(3)}, gave up ${(year.total.abandoned / year.total.calls).toFixed(3)}, occupancy ${(year.busy / year.atWork).toFixed(2)}\n`);
  const { series, scores } = accuracy(quick);
  process.stdout.write(`forecast on ${series} days, ${scores.days} of them tried: RMSSE ${scores.ours.rmsse.toFixed(3)} (a week before ${scores.seasonalNaive.rmsse.toFixed(3)}, mean of four weeks ${scores.lastWeeksMean.rmsse.toFixed(3)}), scaled pinball ${scores.ours.pinball.toFixed(3)} (${scores.seasonalNaive.pinball.toFixed(3)}, ${scores.lastWeeksMean.pinball.toFixed(3)}), within 10 to 90: ${scores.ours.covered.toFixed(3)}\n`);
  const rota = await rotaOf(quick ? 60 : 200, quick ? 1 : 4);
  process.stdout.write(`a rota for ${rota.people} people and ${rota.weeks} weeks: ${rota.seconds} s, at most ${(100 * rota.gap).toFixed(2)} % from the best, ${(100 * rota.missing).toFixed(2)} % of the hours open, ${(100 * rota.unwished).toFixed(0)} % of shifts against a wish\n`);
  const [own, peer] = [median(ours), median(theirs)];
  return {
    peer: `SimPy ${version}`, ratio: round(own / peer), ratio_of: 'calls simulated a second', calls_per_s: Math.round(own), peer_calls_per_s: Math.round(peer),
    year_s: round(yearSeconds), year_calls: year.total.calls, error: Number(error.toFixed(4)), forecast: { series, rmsse: places(scores.ours.rmsse), naive_rmsse: places(scores.seasonalNaive.rmsse), mean_rmsse: places(scores.lastWeeksMean.rmsse), pinball: places(scores.ours.pinball), naive_pinball: places(scores.seasonalNaive.pinball), mean_pinball: places(scores.lastWeeksMean.pinball) }, rota, noise: round(Math.max(...ours) / Math.min(...ours)), quick,
  };
}
const places = (value: number): number => Number(value.toFixed(3));
/** So many people in Spanish and English for so many weeks, four of five hours needed. */
async function rotaOf(people: number, weeks: number) {
  const perHour = ((people * 5) / 7 / 3) * 0.8;
  const days = (share: number): number[][] => Array.from({ length: weeks * 7 }, (_, day) => CURVE.map((one) => Math.round(one * (day % 7 === 0 ? 0.85 : 1.03) * perHour * share)));
  const need = { es: days(0.6), en: days(0.3) };
  const workers = Array.from({ length: people }, (_, n) => ({ id: `synthetic-${n}`, skills: n % 4 === 0 ? ['es', 'en'] : n % 4 < 3 ? ['es'] : ['en'], nights: n % 3 !== 0, off: n % 10 === 0 ? [3, 4] : [], prefers: n % 2 ? [8, 10] : [14, 16] }));
  const began = performance.now();
  const made = await makeRota({ need, workers, rules: { shiftHours: 8, every: 2, restHours: 11, daysAWeek: 5, daysInARow: 6, nightWeeks: 2 } });
  const hours = Object.values(need).flat(2).reduce((sum, one) => sum + one, 0);
  return { people, weeks, seconds: round((performance.now() - began) / 1000), gap: places(made.gap), missing: places(made.gaps.reduce((sum, one) => sum + one.missing, 0) / hours), unwished: places(made.unwished / made.shifts.length) };
}
const round = (value: number): number => Math.round(value * 100) / 100;

/**
 * How many voices a line needs: Erlang B (nobody waits), C (everybody waits) and A (M/M/n+M: people wait as long as their patience lasts).
 * Times are seconds, rates per second; offered load is arrivals times handling time, in erlangs.
 * Sources: A. K. Erlang (1917); C. Palm (1957); O. Garnett, A. Mandelbaum, M. Reiman, "Designing a Call Center with Impatient Customers" (2002).
 */
import { invalid } from '../kernel/index.ts';

/** One line with Poisson arrivals, exponential handling and patience. */
export interface Line {
  /** Arrivals a second. */
  arrivals: number;
  /** Mean handling time (talk and wrap-up), seconds. */
  handling: number;
  /** Mean patience, seconds. */
  patience: number;
}
export interface Expected {
  /** The share that cannot be answered at once. */
  waits: number;
  /** The share that gives up. */
  abandons: number;
  /** The share answered within the target, of all who called. */
  within: number;
  /** Mean wait of all who called, seconds. */
  meanWait: number;
  /** Mean wait of those who were answered (average speed of answer), seconds. */
  meanAnswer: number;
  /** The share of the counsellors' time that calls take. */
  occupancy: number;
}

function checked(load: number, servers: number): void {
  if (!(load >= 0) || !Number.isFinite(load)) throw invalid('LoadUnusable', 'The load is not a number from zero up.', 'Give arrivals and handling time from zero up.');
  if (!Number.isInteger(servers) || servers < 0) throw invalid('ServersUnusable', 'The number of counsellors is not a whole number from zero up.', 'Give a whole number.');
}

/** Erlang B: the share that finds all `servers` taken when nobody waits. By the recurrence, which keeps its precision at any size. @throws LoadUnusable, ServersUnusable */
export function erlangB(load: number, servers: number): number {
  checked(load, servers);
  let blocked = 1;
  for (let n = 1; n <= servers; n += 1) blocked = (load * blocked) / (n + load * blocked);
  return blocked;
}

/** Erlang C: the share that waits when nobody gives up; 1 where the load is not less than the counsellors. @throws LoadUnusable, ServersUnusable */
export function erlangC(load: number, servers: number): number {
  checked(load, servers);
  if (load >= servers) return 1;
  const blocked = erlangB(load, servers);
  return blocked / (1 - (load / servers) * (1 - blocked));
}

/** Erlang C: the share answered within `target` seconds. */
export const withinC = (load: number, servers: number, handling: number, target: number): number =>
  load >= servers ? 0 : 1 - erlangC(load, servers) * Math.exp((-(servers - load) * target) / handling);

/** Queue states past this share of the whole weigh nothing. */
const NOTHING = 1e-15;
/** An overloaded line's weights grow past what a number holds: they are only shares, so all are made smaller together. */
const LARGE = 1e200;

/**
 * Erlang A. Whoever finds k in front of them waits for k + 1 steps of rates n/h + i/p (i = 0…k); e to the minus wait over patience is then
 * Beta(n p/h, k + 1) distributed, from which the share answered in time follows without integration.
 * @throws LoadUnusable, ServersUnusable
 */
export function erlangA({ arrivals, handling, patience }: Line, servers: number, target: number): Expected {
  const load = arrivals * handling;
  checked(load, servers);
  if (!(patience > 0)) throw invalid('PatienceUnusable', 'The patience is not a number above zero.', 'Give the mean seconds that callers wait before they give up.');
  if (load === 0) return { waits: 0, abandons: 0, within: 1, meanWait: 0, meanAnswer: 0, occupancy: 0 };
  const c = (servers * patience) / handling;
  const x = Math.exp(-target / patience);
  // In units of what Erlang B would see: the state n has B of them, those below it the rest.
  let weight = erlangB(load, servers);
  let below = 1 - weight;
  let [total, queue, served, inTime, waited] = [0, 0, 0, 0, 0];
  // Running along k: the share of a Beta(c + 1, k + 1) variable below x, its next term, and its mean of -ln.
  let underX = x ** (c + 1);
  let term = underX * (1 - x) * (c + 1);
  let logs = 0;
  for (let k = 0; weight > NOTHING * (total + below); k += 1) {
    const reached = (weight * c) / (c + k + 1);
    logs += 1 / (c + 1 + k);
    total += weight;
    queue += k * weight;
    served += reached;
    inTime += reached * (1 - underX);
    waited += reached * patience * logs;
    underX += term;
    term *= ((1 - x) * (c + k + 2)) / (k + 2);
    weight *= arrivals / (servers / handling + (k + 1) / patience);
    if (weight > LARGE) [weight, below, total, queue, served, inTime, waited] = [weight, below, total, queue, served, inTime, waited].map((one) => one / LARGE) as [number, number, number, number, number, number, number];
  }
  const all = below + total;
  const abandons = (total - served) / all;
  return {
    waits: total / all, abandons,
    within: (below + inTime) / all,
    meanWait: queue / all / arrivals,
    meanAnswer: waited / all / (1 - abandons),
    occupancy: servers === 0 ? 1 : (load * (1 - abandons)) / servers,
  };
}

/** Fewest counsellors for which `good` holds. `good` has to go on holding with more of them. */
export function fewest(good: (servers: number) => boolean, from = 0): number {
  let high = Math.max(1, from);
  while (!good(high)) high *= 2;
  let low = Math.max(0, from - 1);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (good(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Fewest counsellors on the line with which at least `share` of all callers are answered within `target` seconds (Erlang A). */
export const staffFor = (line: Line, share: number, target: number): number => fewest((servers) => erlangA(line, servers, target).within >= share);

import { expect, test } from 'vitest';
import { erlangA } from './erlang.ts';
import { exponential, lognormal, seeded } from './random.ts';
import { simulate } from './simulate.ts';
import type { Caller, Shift } from './simulate.ts';

const always = (count: number, skills: Record<string, number>, prefix = 's'): Shift[] => Array.from({ length: count }, (_, n) => ({ staffId: `${prefix}${n}`, skills: new Map(Object.entries(skills)), from: 0, to: 1e9 }));
function* poisson(seed: number, calls: number, rate: number, handling: number, patience: number, language = 'en'): Generator<Caller> {
  const uniform = seeded(seed);
  for (let n = 0, at = 0; n < calls; n += 1) {
    at += exponential(uniform, 1 / rate);
    yield { at, channel: 'phone', language, patience: exponential(uniform, patience), handling: exponential(uniform, handling) };
  }
}

test('the simulator is Erlang A where Erlang A can be reckoned, within four of its own standard errors over ten runs', () => {
  for (const [rate, handling, patience, servers] of [[100 / 1800, 180, 300, 14], [0.13, 840, 240, 105], [0.02, 300, 60, 5]] as const) {
    const expected = erlangA({ arrivals: rate, handling, patience }, servers, 20);
    const runs = Array.from({ length: 10 }, (_, seed) => simulate({ callers: poisson(seed + 1, 20_000, rate, handling, patience), shifts: always(servers, { en: 3 }), target: 20, warmUp: 2 * handling }));
    for (const [name, read] of [['within', (t) => t.within / t.calls], ['abandons', (t) => t.abandoned / t.calls], ['meanWait', (t) => t.wait / t.calls], ['meanAnswer', (t) => t.answerWait / t.answered]] as [keyof typeof expected, (t: (typeof runs)[0]['total']) => number][]) {
      const found = runs.map((run) => read(run.total));
      const mean = found.reduce((sum, one) => sum + one) / found.length;
      const error = Math.sqrt(found.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (found.length - 1) / found.length);
      expect(Math.abs(mean - expected[name]), `${name} at ${servers} counsellors: ${mean} for ${expected[name]}`).toBeLessThan(4 * error + 1e-4);
    }
    const occupancy = runs.reduce((sum, run) => sum + run.busy / run.atWork, 0) / runs.length;
    expect(occupancy).toBeCloseTo(expected.occupancy, 1);
  }
});

test('every caller is answered, gives up or still waits at the end; the same seed gives the same day', () => {
  const day = () => simulate({ callers: poisson(7, 5_000, 0.2, 840, 240), shifts: always(120, { en: 2 }), target: 20 });
  const { total, left } = day();
  expect(total.answered + total.abandoned).toBe(total.calls);
  expect(total.calls + left).toBe(5_000);
  expect(day().total).toEqual(total);
});

test('nobody at work: everybody gives up; an interpreter and a counsellor are found where nobody speaks the language, and a shift that ends finishes its talk', () => {
  expect(simulate({ callers: poisson(1, 100, 0.1, 60, 30), shifts: [], target: 20 }).total.answered).toBe(0);
  const mam: Caller[] = [0, 10].map((at) => ({ at, channel: 'phone', language: 'mam', patience: 5, handling: 100 }));
  const paired = simulate({ callers: [...mam, { at: 1000, channel: 'phone', language: 'es', patience: 1, handling: 1 }], shifts: [...always(2, { es: 2 }), { staffId: 'i', skills: new Map(), from: 0, to: 1e6, interprets: new Set(['mam', 'es']) }], target: 20 });
  expect(paired.byLanguage.get('mam')).toMatchObject({ answered: 1, abandoned: 1 });
  const short = simulate({ callers: [{ at: 1, channel: 'phone', language: 'es', patience: 5, handling: 500 }, { at: 50, channel: 'phone', language: 'es', patience: 5, handling: 1 }, { at: 900, channel: 'phone', language: 'es', patience: 5, handling: 1 }], shifts: [{ staffId: 'a', skills: new Map([['es', 3]]), from: 0, to: 40 }], target: 20 });
  expect(short.total).toMatchObject({ answered: 1, handled: 500 });
});

test('while it rings the counsellor is taken and the caller waits on; who gives up meanwhile leaves the counsellor free then', () => {
  const call = (at: number, patience: number): Caller => ({ at, channel: 'phone', language: 'en', patience, handling: 100 });
  const told: [number, number][] = [];
  const { total, busy } = simulate({ callers: [call(0, 60), call(200, 3), call(201, 60), call(1_000, 1)], shifts: always(1, { en: 2 }), target: 6, ring: 5, answered: (caller, at) => void told.push([caller.at, at]) });
  // The second hangs up at 203; the third is offered then.
  expect(told).toEqual([[0, 5], [201, 208]]);
  expect(total).toMatchObject({ calls: 4, answered: 2, within: 1, abandoned: 2, answerWait: 12 });
  expect(busy).toBe(200);
});

test('talk times have the mean and the spread that were asked for', () => {
  const uniform = seeded(3);
  const drawn = Array.from({ length: 100_000 }, () => lognormal(uniform, 720, 0.8));
  const mean = drawn.reduce((sum, one) => sum + one) / drawn.length;
  expect(mean / 720).toBeCloseTo(1, 1);
  expect(Math.sqrt(drawn.reduce((sum, one) => sum + (one - mean) ** 2, 0) / drawn.length) / mean).toBeCloseTo(0.8, 1);
});

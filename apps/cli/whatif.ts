/** `whatif`: the coming days by the real routing, as they are and changed; of this centre, or of an invented one. */
import { systemClock, systemRandom } from '#adapters/clock';
import { openKeys } from '#adapters/keys';
import { createKysely } from '#adapters/postgres';
import { createAccess } from '#core/access';
import { createAudit } from '#core/audit';
import { createJobs } from '#core/jobs';
import { inTx } from '#core/kernel';
import { createStatistics } from '#core/statistics';
import { AIM, generatedDays, hourly, inThread, needed, shiftsOfNeed, whatIfInput } from '#core/workforce';
import type { Aim, Bounded, Change, LineLoad, WhatIf } from '#core/workforce';
import { join } from 'node:path';
import { readConfig, UsageError } from './config.ts';
import { resolveDataDir, runningHolder } from './data-dir.ts';
import { withDatabase } from './database.ts';
import { lockFile } from './start.ts';

const USAGE = 'Say what changes: --calls 2 or --calls es:1.5 (times as many), --people es:-2 (two fewer); when: --on 5,6 (days from the first, 0), --hours 22-6. Of an invented centre: --invented 7000 (calls a day); otherwise of this one, from --from 2026-03-09 for --days 7. --rota takes the published rota in place of as many people as needed; --runs 12.';
/** An invented centre's languages and their share of the calls. */
const SHARES: readonly [string, number][] = [['es', 0.55], ['en', 0.33], ['mam', 0.05], ['ht', 0.04], ['pt', 0.03]];

export interface WhatIfFlags { changes: Change[]; invented: number | null; fromDay: string | null; days: number; runs: number; basis: 'needed' | 'rota'; rest: string[] }
/** @throws UsageError */
export function readWhatIf(args: string[]): WhatIfFlags {
  const flags: WhatIfFlags = { changes: [], invented: null, fromDay: null, days: 7, runs: 12, basis: 'needed', rest: [] };
  const raw: { kind: 'calls' | 'people'; value: string }[] = [];
  let [on, hours]: [number[] | null, [number, number]] = [null, [0, 24]];
  for (let n = 0; n < args.length; n += 1) {
    const [flag, value] = [args[n]!, args[n + 1]];
    if (flag === '--rota') { flags.basis = 'rota'; continue; }
    if (!['--calls', '--people', '--on', '--hours', '--invented', '--from', '--days', '--runs'].includes(flag)) { flags.rest.push(flag); continue; }
    if (value === undefined) throw new UsageError(USAGE);
    n += 1;
    if (flag === '--calls' || flag === '--people') raw.push({ kind: flag === '--calls' ? 'calls' : 'people', value });
    else if (flag === '--on') on = value.split(',').map(Number);
    else if (flag === '--hours') hours = value.split('-').map(Number) as [number, number];
    else if (flag === '--from') flags.fromDay = value;
    else flags[flag.slice(2) as 'invented' | 'days' | 'runs'] = Number(value);
  }
  const whole = (value: number, from: number, to: number): boolean => Number.isInteger(value) && value >= from && value <= to;
  if (!whole(flags.days, 1, 14) || !whole(flags.runs, 2, 200) || (flags.invented !== null && !(flags.invented > 0)) || !whole(hours[0], 0, 23) || !whole(hours[1] ?? Number.NaN, 1, 24) || on?.some((day) => !whole(day, 0, flags.days - 1)) || raw.length === 0) throw new UsageError(USAGE);
  const when = { days: on ?? Array.from({ length: flags.days }, (_, day) => day), fromHour: hours[0], toHour: hours[1] };
  for (const { kind, value } of raw) {
    const parts = value.split(':');
    const [language, amount] = parts.length === 1 ? ['', Number(parts[0])] : [parts[0]!, Number(parts[1])];
    if (kind === 'calls' && amount >= 0 && amount <= 10) flags.changes.push({ kind, language, factor: amount, ...when });
    else if (kind === 'people' && language !== '' && Number.isInteger(amount)) flags.changes.push({ kind, language, count: amount, ...when });
    else throw new UsageError(USAGE);
  }
  return flags;
}

/** The verb. @param say where the answer goes; one line each */
export async function whatif(args: string[], say: (line: string) => void = (line) => void process.stdout.write(`${line}\n`)): Promise<number> {
  const flags = readWhatIf(args);
  const question = flags.invented === null ? await ofThisCentre(flags) : invented(flags);
  const thread = inThread('what_if', question, (share) => { if (process.stderr.isTTY) process.stderr.write(`\r${Math.round(share * 100)} %  `); });
  process.once('SIGINT', () => thread.stop());
  const answer = await thread.answer;
  for (const line of inWords(answer, question.aim.seconds)) say(line);
  return 0;
}
function invented({ changes, invented: perDay, days, runs }: WhatIfFlags): Parameters<typeof inThread<'what_if'>>[1] {
  const lines: LineLoad[] = SHARES.map(([language, share], n) => ({ language, channel: 'phone', handling: 840, arrivals: generatedDays(days, perDay! * share, 11 + n).flatMap((day) => day.arrivals) }));
  const need = new Map([...needed(lines, AIM)].map(([language, quarters]) => [language, hourly(quarters)]));
  return { lines, shifts: shiftsOfNeed(need), changes, aim: AIM, runs, seed: 1 };
}
async function ofThisCentre(flags: WhatIfFlags): Promise<Parameters<typeof inThread<'what_if'>>[1]> {
  const config = readConfig(flags.rest);
  const dataDir = resolveDataDir(config.data);
  return withDatabase(config, dataDir, runningHolder(lockFile(dataDir)) !== null, async ({ appUrl }) => {
    const db = createKysely(appUrl, 2);
    const keys = openKeys({ dataDir: config.keys ?? dataDir });
    try {
      const [clock, random] = [systemClock, systemRandom];
      const audit = createAudit({ clock, random, signer: keys.signer });
      const access = createAccess({ db, audit, clock, random, policyDir: join(import.meta.dirname, '..', '..', 'policies') });
      const statistics = createStatistics({ db, clock, access, audit, jobs: createJobs({ db, clock, random }) });
      return await inTx(db, async (tx) => {
        const { from } = await statistics.dayOf(tx, clock.now());
        const fromDay = flags.fromDay ?? new Date(from.getTime() + 36 * 3_600_000).toISOString().slice(0, 10);
        return whatIfInput({ clock, random, figures: () => statistics }, tx, { ...flags, fromDay });
      });
    } finally {
      await db.destroy();
      keys.close();
    }
  });
}

const BARS = '▁▂▃▄▅▆▇█';
/** The answer as an operator reads it: a table with bounds, and each day's hours as a row of bars. */
export function inWords({ lines, hours, occupancy, runs }: WhatIf, seconds: Aim['seconds']): string[] {
  const share = ({ mean, low, high }: Bounded): string => `${(100 * mean).toFixed(1)} % (${(100 * Math.max(0, low)).toFixed(1)}–${(100 * Math.min(1, high)).toFixed(1)})`;
  const change = ({ mean, low, high }: Bounded): string => `${mean > 0 ? '+' : ''}${(100 * mean).toFixed(1)} (${(100 * low).toFixed(1)} … ${(100 * high).toFixed(1)})`;
  const row = (cells: string[]): string => cells.map((cell, n) => (n === 0 ? cell.padEnd(10) : cell.padStart([0, 16, 21, 21, 22, 8][n]!))).join(' ');
  const bars = (of: readonly (Bounded | null)[]): string => of.map((one) => (one === null ? ' ' : BARS[Math.min(7, Math.max(0, Math.floor(one.mean * 8)))]!)).join('');
  return [
    `${runs} runs, 95 % bounds; answered within ${seconds} s`,
    row(['language', 'contacts', 'as it is', 'changed', 'difference', 'give up']),
    ...lines.map((one) => row([one.language === '' ? 'all' : one.language, `${one.calls.before} > ${one.calls.after}`, share(one.inTime.before), share(one.inTime.after), change(one.inTime.difference), `${(100 * one.abandoned.after.mean).toFixed(1)} %`])),
    `occupancy ${share(occupancy.before)}, changed ${share(occupancy.after)}`,
    'answered in time by hour (0 to 23), as it is | changed:',
    ...Array.from({ length: Math.ceil(hours.before.length / 24) }, (_, day) => `  day ${day}  ${bars(hours.before.slice(day * 24, day * 24 + 24))} | ${bars(hours.after.slice(day * 24, day * 24 + 24))}`),
  ];
}

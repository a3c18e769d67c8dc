/** `npm run faults -- NAME`: slow suites that break things on purpose. Each ends with one JSON line. */
import { stopOwnCluster } from '#testing/postgres';

const [name = '', ...flags] = process.argv.slice(2);
const number = (flag: string, standard: number): number => {
  const at = flags.indexOf(`--${flag}`);
  return at < 0 ? standard : Number(flags[at + 1]);
};
const load = { talking: number('talking', 3), waiting: number('waiting', 3) };
const suites: Record<string, () => Promise<object>> = {
  junk: async () => (await import('./junk.ts')).run(number('seconds', 60), number('calls', 5), number('junk', 0)),
  cluster: async () => (await import('./cluster-run.ts')).run(number('calls', 400), number('rate', 4), process.getuid?.() === 0 && number('loopback', 0) === 0),
  leaks: async () => (await import('./leaks.ts')).run(number('values', 1000)),
  log: async () => (await import('./log.ts')).run(number('times', 500)),
  probes: async () => (await import('../privacy/probes.ts')).run(number('times', 10_000)),
  database: async () => (await import('./below.ts')).runDatabase(number('times', 1), load),
  engine: async () => (await import('./below.ts')).runEngine(number('times', 1), load),
  frozen: async () => (await import('./below.ts')).runFrozen(number('seconds', 6), load),
  socket: async () => (await import('./socket.ts')).run(number('times', 10), number('silent', 1)),
  strangers: async () => (await import('./strangers.ts')).run(number('names', 200)),
  canary: async () => (await import('../privacy/canary-calls.ts')).run(number('calls', 1_000)),
  day: async () => (await import('./day.ts')).run(number('minutes', 5), number('counsellors', 100), number('speed', 20)),
  referrals: async () => (await import('./referrals.ts')).run(number('times', 100), Math.random),
  kills: async () => (await import('./kills.ts')).run(number('times', 100), number('calls', 5)),
};
const suite = suites[name];
if (!suite) {
  process.stderr.write(`Say one of: ${Object.keys(suites).join(', ')}.\n`);
  process.exit(2);
}
const result = await suite();
await stopOwnCluster();
process.stdout.write(`${JSON.stringify({ faults: name, ...result })}\n`);
process.exit(0);

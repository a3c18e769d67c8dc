/** One server of several, in a process of its own: `node testing/faults/server.ts OPTIONS-AS-JSON`. Ends with its standard input. */
import { startServer } from '../../apps/server/main.ts';
import type { ServerOptions } from '../../apps/server/main.ts';

const options = JSON.parse(process.argv[2]!) as Omit<ServerOptions, 'log'>;
const server = await startServer({ ...options, log: (line) => void process.stderr.write(`${line}\n`) });
process.stdout.write(`up ${server.urls.desk}\n`);
process.stdin.resume();
process.stdin.on('end', () => void server.stop().then(() => process.exit(0)));

/** One machine of several: a telephone engine and the server that drives it, `node testing/faults/machine.ts OPTIONS-AS-JSON`. Ends with its standard input. */
import { ensureAsterisk, startAsterisk } from '#telephony';
import { startServer } from '../../apps/server/main.ts';
import type { ServerOptions } from '../../apps/server/main.ts';
import { ASTERISK_CACHE } from '../scenarios/centre.ts';

export interface MachineOptions {
  name: string; address: string; sipPort: number; httpPort: number; rtpPorts: [number, number]; runDir: string; peers: string[]; trunkAddresses: string[];
  /** The trunk by TLS and SRTP alone. */
  tls?: { port: number; certFile: string; keyFile: string };
  /** SIP agents in place of softphones. */
  agents: { endpoint: string; uri: string }[];
  server: Omit<ServerOptions, 'log' | 'telephony' | 'engine'>;
}

const options = JSON.parse(process.argv[2]!) as MachineOptions;
const { name, address, sipPort, httpPort, rtpPorts, runDir, peers, trunkAddresses } = options;
const runtime = await ensureAsterisk({ dataDir: runDir, cacheDir: ASTERISK_CACHE, log: () => undefined });
const engine = await startAsterisk({ runtime, runDir, sipPort, httpPort, ariPassword: 'secret', rtpPorts, bindAddress: address, trunkAddresses, among: { name, peers }, ...(options.tls ? { tls: options.tls, trunkEncrypted: true } : {}) });
const server = await startServer({
  ...options.server, telephony: { ari: { url: engine.httpUrl, user: 'havenline', password: 'secret' } }, engine: { name, peer: `${address}:${sipPort}` },
  log: (line) => void process.stderr.write(`${line}\n`),
});
for (const one of options.agents) await server.telephone!.provisionContact(one.endpoint, one.uri);
process.stdout.write(`link ${server.enrolmentLink}\nup ${engine.pid}\n`);
process.stdin.resume();
process.stdin.on('end', () => void server.stop().then(() => engine.stop()).then(() => process.exit(0)));

/** What the command line and the environment say, checked. The only file of the command line that reads the environment. */
import { accessSync, constants } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseKey, WITNESS_KEY } from '#core/audit';

/** Something the caller of the command has to change; the message says what. */
export class UsageError extends Error {
  override name = 'UsageError';
  readonly code = 'usage';
}

export interface StartConfig {
  host: string;
  port: number;
  sipPort: number;
  asteriskHttpPort: number;
  /** Null: let the data directory be found (see data-dir.ts). */
  data: string | null;
  publicName: string;
  tls: { certFile: string; keyFile: string } | null;
  behindProxy: boolean;
  databaseUrl: string | null;
  databaseAppUrl: string | null;
  smtp: string | null;
  /** What wraps the data keys, and the file with the token it needs. */
  keyService: string;
  keyServiceToken: string | null;
  /** Where calls go out to and come from: host or host:port of the telephone company. */
  trunk: string | null;
  /** Calls to and from the trunk go by TLS and SRTP alone, on this port. */
  trunkTls: { port: number; certFile: string; keyFile: string; caFile: string | null } | null;
  /** One of several telephone engines: its name, where the others reach it, and from where they come. */
  engine: { name: string; peer: string; peers: string[] } | null;
  /** Where the keys are that all servers of the centre share; null: the data directory. */
  keys: string | null;
  /** Who cosigns the log's checkpoints: where each is asked, and its key. */
  witnesses: { url: string; key: string }[];
  telephony: boolean;
  /** Where programs are looked for (PATH). */
  searchPath: string;
  /** A folder with an unpacked Asterisk that several data directories share. */
  asteriskCache: string | null;
}

export const OPTIONS = {
  port: { type: 'string' },
  'sip-port': { type: 'string' },
  'asterisk-http-port': { type: 'string' },
  data: { type: 'string' },
  'public-name': { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'behind-proxy': { type: 'boolean' },
  'database-url': { type: 'string' },
  'database-app-url': { type: 'string' },
  smtp: { type: 'string' },
  'key-service': { type: 'string' },
  'key-service-token': { type: 'string' },
  trunk: { type: 'string' },
  'trunk-tls': { type: 'boolean' },
  'trunk-ca': { type: 'string' },
  'sip-tls-port': { type: 'string' },
  engine: { type: 'string' },
  'peer-address': { type: 'string' },
  peers: { type: 'string' },
  keys: { type: 'string' },
  witness: { type: 'string', multiple: true },
  'no-telephony': { type: 'boolean' },
  'asterisk-cache': { type: 'string' },
} as const;

type Environment = Record<string, string | undefined>;
type Flags = Record<string, string | boolean | string[] | undefined>;

/**
 * Reads flags, then environment, then defaults.
 * @throws UsageError
 */
export function readConfig(args: string[], environment: Environment = process.env): StartConfig {
  const flags = parse(args);
  const text = (flag: string, variable: string): string | null => {
    const value = flags[flag] ?? environment[variable];
    if (value === undefined || value === '') return null;
    return String(value);
  };
  const yes = (flag: string, variable: string): boolean => {
    if (flags[flag] === true) return true;
    const value = environment[variable];
    if (value === undefined || value === '' || value === '0' || value === 'false') return false;
    if (value === '1' || value === 'true') return true;
    throw new UsageError(`${variable} is "${value}". Set it to 1 or 0.`);
  };
  const port = (flag: string, variable: string, standard: number): number => {
    const value = text(flag, variable);
    if (value === null) return standard;
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < 1 || number > 65535) {
      throw new UsageError(`--${flag} (or ${variable}) is "${value}". Give a port number from 1 to 65535, for instance --${flag} ${standard}.`);
    }
    return number;
  };

  const config = {
    port: port('port', 'HAVENLINE_PORT', 8080),
    sipPort: port('sip-port', 'HAVENLINE_SIP_PORT', 5060),
    asteriskHttpPort: port('asterisk-http-port', 'HAVENLINE_ASTERISK_HTTP_PORT', 8088),
  };
  if (new Set(Object.values(config)).size < 3) {
    throw new UsageError('Two of --port, --sip-port and --asterisk-http-port are the same. Give each a port of its own.');
  }
  const data = text('data', 'HAVENLINE_DATA');
  const keys = text('keys', 'HAVENLINE_KEYS');
  const tls = readTls(text('tls-cert', 'HAVENLINE_TLS_CERT'), text('tls-key', 'HAVENLINE_TLS_KEY'));
  const behindProxy = yes('behind-proxy', 'HAVENLINE_BEHIND_PROXY');
  const publicName = checkName(text('public-name', 'HAVENLINE_PUBLIC_NAME') ?? 'localhost', tls !== null || behindProxy);
  const loopback = isLoopback(publicName);
  return {
    ...config,
    data: data === null ? null : resolve(data),
    publicName,
    // A proxy in front runs on this machine or in its network; without TLS of our own only loopback is served.
    host: loopback || tls === null ? (behindProxy && !loopback ? '0.0.0.0' : '127.0.0.1') : '0.0.0.0',
    tls,
    behindProxy,
    databaseUrl: checkUrl(text('database-url', 'DATABASE_URL'), 'DATABASE_URL', ['postgres:', 'postgresql:'], 'postgresql://user:password@host:5432/havenline'),
    databaseAppUrl: checkUrl(text('database-app-url', 'DATABASE_APP_URL'), 'DATABASE_APP_URL', ['postgres:', 'postgresql:'], 'postgresql://havenline_app:password@host:5432/havenline'),
    smtp: checkUrl(text('smtp', 'HAVENLINE_SMTP'), '--smtp (or HAVENLINE_SMTP)', ['smtp:', 'smtps:'], 'smtp://user:password@mail.example.org:587'),
    keyService: text('key-service', 'HAVENLINE_KEY_SERVICE') ?? 'file',
    keyServiceToken: text('key-service-token', 'HAVENLINE_KEY_SERVICE_TOKEN'),
    trunk: checkTrunk(text('trunk', 'HAVENLINE_TRUNK')),
    trunkTls: yes('trunk-tls', 'HAVENLINE_TRUNK_TLS') ? readTrunkTls(port('sip-tls-port', 'HAVENLINE_SIP_TLS_PORT', 5061), tls, text('trunk-ca', 'HAVENLINE_TRUNK_CA')) : null,
    engine: readEngine(text('engine', 'HAVENLINE_ENGINE'), text('peer-address', 'HAVENLINE_PEER_ADDRESS'), text('peers', 'HAVENLINE_PEERS')),
    keys: keys === null ? null : resolve(keys),
    witnesses: checkWitnesses((flags['witness'] as string[] | undefined) ?? environment['HAVENLINE_WITNESS']?.split(/\s+/).filter((one) => one !== '') ?? []),
    telephony: !yes('no-telephony', 'HAVENLINE_NO_TELEPHONY'),
    searchPath: environment['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin',
    asteriskCache: text('asterisk-cache', 'HAVENLINE_ASTERISK_CACHE'),
  };
}

function parse(args: string[]): Flags {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: false, strict: true }).values as Flags;
  } catch (cause) {
    const message = (cause as Error).message.split('. ')[0] ?? '';
    throw new UsageError(`${message}. Run "npm run havenline -- help" for the list of flags.`, { cause });
  }
}

function readTls(certFile: string | null, keyFile: string | null): StartConfig['tls'] {
  if (certFile === null && keyFile === null) return null;
  if (certFile === null || keyFile === null) {
    throw new UsageError(`Only --tls-${certFile === null ? 'key' : 'cert'} is given. Give both --tls-cert and --tls-key, or neither.`);
  }
  for (const [flag, file] of [['--tls-cert', certFile], ['--tls-key', keyFile]] as const) {
    try {
      accessSync(file, constants.R_OK);
    } catch (cause) {
      throw new UsageError(`${flag} names ${file}, which cannot be read. Give the path of a PEM file that this account may read.`, { cause });
    }
  }
  return { certFile: resolve(certFile), keyFile: resolve(keyFile) };
}

function readTrunkTls(port: number, tls: StartConfig['tls'], caFile: string | null): StartConfig['trunkTls'] {
  if (tls === null) throw new UsageError('--trunk-tls needs a certificate. Give --tls-cert and --tls-key as well.');
  if (caFile !== null) {
    try {
      accessSync(caFile, constants.R_OK);
    } catch (cause) {
      throw new UsageError(`--trunk-ca names ${caFile}, which cannot be read. Give the path of a PEM file with the trunk's certificate authority.`, { cause });
    }
  }
  return { port, ...tls, caFile: caFile === null ? null : resolve(caFile) };
}

function readEngine(name: string | null, peer: string | null, peers: string | null): StartConfig['engine'] {
  if (name === null && peer === null && peers === null) return null;
  if (name === null || peer === null || peers === null) {
    throw new UsageError('One of several telephone engines needs all three: --engine NAME, --peer-address HOST:PORT (where the others reach it) and --peers ADDRESS,ADDRESS (the others).');
  }
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(name)) throw new UsageError(`--engine is "${name}". Give a short name of small letters, digits and dashes, for instance --engine east.`);
  const [address = '', port = '5060', ...rest] = peer.split(':');
  if (isIP(address) !== 4 || !/^\d{1,5}$/.test(port) || rest.length > 0) throw new UsageError(`--peer-address is "${peer}". Give the address of this engine in the network between the engines, for instance 10.20.0.11:5060.`);
  const others = peers.split(',').map((one) => one.trim());
  if (!others.every((one) => isIP(one.replace(/\/\d{1,2}$/, '')) === 4)) throw new UsageError(`--peers is "${peers}". Give the addresses of the other engines, with commas between them, for instance 10.20.0.12,10.20.0.13.`);
  return { name, peer: `${address}:${port}`, peers: others };
}

function checkName(name: string, secured: boolean): string {
  if (isIP(name) === 0 && !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(name)) {
    throw new UsageError(`--public-name (or HAVENLINE_PUBLIC_NAME) is "${name}". Give a host name alone, without "https://" and without a port.`);
  }
  if (!isLoopback(name) && !secured) {
    throw new UsageError(
      `--public-name is "${name}", and without TLS what callers write could be read on the way. ` +
        'Give --tls-cert and --tls-key, or --behind-proxy if a proxy in front ends TLS.',
    );
  }
  return name.toLowerCase();
}

/** Whether a name means this machine alone. */
export function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

function checkTrunk(value: string | null): string | null {
  if (value === null) return null;
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i.test(value)) {
    throw new UsageError(`--trunk (or HAVENLINE_TRUNK) is "${value}". Give the host of the telephone company, or host:port, without "sip:".`);
  }
  return value;
}

function checkWitnesses(given: string[]): StartConfig['witnesses'] {
  return given.map((text) => {
    const [, url = '', key = ''] = /^(https?:\/\/[^=\s]+)=(\S+)$/.exec(text) ?? [];
    if (!URL.canParse(url) || parseKey(key)?.type !== WITNESS_KEY) {
      throw new UsageError(`--witness (or HAVENLINE_WITNESS) is "${text}". Give the line that the witness prints when it starts: http://host:port=name+01234567+base64.`);
    }
    return { url: url.replace(/\/+$/, ''), key };
  });
}

function checkUrl(value: string | null, name: string, protocols: string[], example: string): string | null {
  if (value === null) return null;
  // The value is not repeated: it may hold a password.
  if (!URL.canParse(value)) throw new UsageError(`${name} is not an address. Give one like ${example}`);
  const { protocol } = new URL(value);
  if (!protocols.includes(protocol)) throw new UsageError(`${name} begins with "${protocol}". Give an address like ${example}`);
  return value;
}

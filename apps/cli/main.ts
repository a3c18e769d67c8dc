/** `havenline`: starts the centre and does what an operator needs. */
import { HavenlineError } from '#core/kernel';
import { UsageError } from './config.ts';

export const HELP = `havenline <verb> [flags]

  start            brings up database, telephone engine, server, desk, public page and partner portal
  demo             the same, filled with synthetic staff and callers, on this machine alone
  log verify       checks the tamper-evident log from the first entry to the last
                   (--witness-key KEY, --log-key KEY, --against FILE with a checkpoint that was kept elsewhere)
  log show         prints the last entries of the log (--limit 50)
  log prove        proves that an entry is in the log (--entry ID), or that it only grew (--from N --to M)
  log keys         prints the keys with which others can check the log
  log export       writes the log as C2SP tlog-tiles, for an auditor's own tools (--to FOLDER)
  witness          a process of its own that cosigns the log as long as it only grows (--data DIR --log-key KEY --port 8090)
  keys show        which key wraps how many data keys
  keys rotate      moves all data keys to a new key-encryption key, beside a running centre too; stopped, it goes on the next time
  directory …      brings in organizations and services (import, report, apply, undo, export) and lists of enforcement agreements (enforcement)
  whatif           plays the coming days through by the real routing, as they are and changed: --calls 2, --people es:-2 --on 5 --hours 22-6;
                   of this centre, or --invented 7000 calls a day
  keys accept      takes the key store of the next start as the centre's, after an older copy was put back or the keys were lost
  backup           copies the database while it runs (--to DIR), and the keys to a place of their own (--keys-to ANOTHER-DIR)
  restore          puts a backup back (--from DIR/STAMP, --keys-from DIR/STAMP); who was erased since stays erased
  schema dump      writes database/schema.sql from the migrations (--check: fails if the file has drifted)
  openapi dump     writes contracts/openapi.json (--check: fails if the file has drifted)
  enrol            makes a one-time link with which an administrator signs in and registers a passkey
  help             this text

Flags of demo: those of start, and
  --speed 1                    how fast the simulated day goes, 0.1 to 20; talks get shorter as calls get more

Flags of start, each also as a variable of the environment:
  --port 8080                  HAVENLINE_PORT                 where desk, public page and partner portal are served
  --sip-port 5060              HAVENLINE_SIP_PORT             where calls arrive
  --asterisk-http-port 8088    HAVENLINE_ASTERISK_HTTP_PORT   the telephone engine's own port, on loopback
  --data DIR                   HAVENLINE_DATA                 ./.havenline, or /var/lib/havenline for root on a closed path
  --public-name NAME           HAVENLINE_PUBLIC_NAME          localhost; another name needs TLS or a proxy in front
  --tls-cert FILE --tls-key FILE   HAVENLINE_TLS_CERT, HAVENLINE_TLS_KEY
  --behind-proxy               HAVENLINE_BEHIND_PROXY=1       a proxy in front ends TLS
  --database-url URL           DATABASE_URL                   a PostgreSQL of your own instead of the embedded one
  --database-app-url URL       DATABASE_APP_URL               the role the server works with, if you made it yourself
  --smtp URL                   HAVENLINE_SMTP                 smtp://user:password@host:587; without it, a local mailbox
  --key-service WHERE          HAVENLINE_KEY_SERVICE          what wraps the data keys: file, transit+https://HOST:8200/MOUNT/KEY, kms://REGION/KEY
  --key-service-token FILE     HAVENLINE_KEY_SERVICE_TOKEN    the token for transit
  --trunk HOST[:PORT]          HAVENLINE_TRUNK                the telephone company: calls come from there, and callbacks go out to it
  --trunk-tls                  HAVENLINE_TRUNK_TLS=1          the trunk by TLS and SRTP alone; needs --tls-cert and --tls-key
  --sip-tls-port 5061          HAVENLINE_SIP_TLS_PORT         where its calls arrive then
  --trunk-ca FILE              HAVENLINE_TRUNK_CA             whose certificates the trunk may show, for calls out
  --engine NAME                HAVENLINE_ENGINE               one of several telephone engines of the centre; with the two below
  --peer-address HOST:PORT     HAVENLINE_PEER_ADDRESS         where the other engines reach this one, in a network of their own
  --peers ADDRESS,ADDRESS      HAVENLINE_PEERS                the other engines
  --keys DIR                   HAVENLINE_KEYS                 the keys that all servers of a centre share; otherwise in --data
  --asterisk-cache DIR         HAVENLINE_ASTERISK_CACHE       an unpacked Asterisk that several data directories share
  --witness URL=KEY            HAVENLINE_WITNESS              a witness of the log, with the key that it prints; may be given again
  --no-telephony               HAVENLINE_NO_TELEPHONY=1       chat and callbacks without a telephone engine
`;

/** Runs one verb and answers the exit code. */
export async function main(args: string[]): Promise<number> {
  const [verb, ...rest] = args;
  const check = rest.includes('--check');
  switch (verb) {
    case 'start':
      return (await import('./start.ts')).start(rest);
    case 'demo': {
      return (await import('./demo.ts')).demo(rest);
    }
    case 'log': {
      const { isLogVerb, log } = await import('./log.ts');
      if (!isLogVerb(rest[0])) throw new UsageError('Say "log verify", "log show", "log prove", "log keys" or "log export".');
      return log(rest[0], rest.slice(1));
    }
    case 'witness':
      return (await import('./witness.ts')).witness(rest);
    case 'whatif':
      return (await import('./whatif.ts')).whatif(rest);
    case 'backup':
    case 'restore':
      return (await import('./backup.ts'))[verb](rest);
    case 'keys': {
      if (rest[0] === 'accept') return (await import('./keys.ts')).acceptKeys(rest.slice(1));
      if (rest[0] !== 'show' && rest[0] !== 'rotate') throw new UsageError('Say "keys show", "keys rotate" or "keys accept".');
      return (await import('./keys.ts')).keys(rest[0], rest.slice(1));
    }
    case 'directory':
      return (await import('./directory.ts')).directory(rest[0], rest.slice(1));
    case 'schema':
    case 'openapi': {
      const unknown = rest.slice(1).find((word) => word !== '--check');
      if (rest[0] !== 'dump' || unknown !== undefined) throw new UsageError(`Say "${verb} dump" or "${verb} dump --check".`);
      const dumps = await import('./dumps.ts');
      return verb === 'schema' ? dumps.schemaDump(check) : dumps.openapiDump(check);
    }
    case 'enrol':
      return (await import('./enrol.ts')).enrol(rest);
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(HELP);
      return 0;
    default:
      throw new UsageError(`There is no verb "${verb}". Run "npm run havenline -- help" for the list.`);
  }
}

/** What an operator reads when something fails: our own errors say what to do, of others the stack helps. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const known = error instanceof UsageError || ['PostgresUnavailable', 'MigrationError'].includes(error.name);
  if (error instanceof HavenlineError) return `${error.message} ${error.action}`;
  return known ? error.message : (error.stack ?? error.message);
}

if (process.argv[1] === import.meta.filename) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 24) {
    process.stderr.write('Havenline runs on the Node 24 that comes with it. Start it through npm: "npm start", "npm run havenline -- help".\n');
    process.exit(1);
  }
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`\n${explain(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

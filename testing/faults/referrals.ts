/**
 * kill -9 of a process that sends referrals to a portal, to a machine, to a FHIR server and by telephone, answers them and brings the mail; then what is in the database, in the
 * partner's mailbox and at its server is held against what was acknowledged.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { SMTPServer } from 'smtp-server';
import { createKysely } from '#adapters/postgres';
import { createSmtpMailer } from '#adapters/messaging';
import { createCasework } from '#testing/casework';
import { startFakeFhirServer } from '#testing/fhir';
import { createTestDatabase } from '#testing/postgres';
import { startFakeReceiver, trusting } from '#testing/receiver';
import { servicesOf } from './referral-services.ts';

export interface Found { kills: number; sent: number; answered: number; messages: number; mails: number; mailsTwice: number; tasks: number; bundles: number; calls: number; problems: string[] }
const AFTER_ACCEPT = ['accepted', 'revoked'];

/** @param kills how often the process is killed; each at a random moment of its first seconds of work */
export async function run(kills: number, random: () => number): Promise<Found> {
  const database = await createTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'havenline-referrals-'));
  const arrived: { id: string; text: string }[] = [];
  const fakePartnerMailbox = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      let text = '';
      stream.on('data', (chunk: Buffer) => void (text += chunk.toString()));
      stream.on('end', () => { arrived.push({ id: /^Message-ID: <([^@>]+)@/im.exec(text)?.[1] ?? '', text: text.slice(text.indexOf('\r\n\r\n')) }); done(); });
    },
  });
  // A killed sender's line is cut in the middle of a word; that is what this is about.
  fakePartnerMailbox.on('error', () => undefined);
  const port = await new Promise<number>((done) => { const s = createServer(); s.listen(0, '127.0.0.1', () => { const { port: free } = s.address() as { port: number }; s.close(() => done(free)); }); });
  await new Promise<void>((done) => void fakePartnerMailbox.listen(port, '127.0.0.1', () => done()));
  const [fakeFhir, fakeMachine] = [await startFakeFhirServer(), await startFakeReceiver()];
  const said: string[][] = [];
  const problems: string[] = [];
  const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from: 'centre@havenline.example' });
  const centreAt = (now: Date) => createCasework({ mailer, post: trusting, existing: { appUrl: database.appUrl, dataDir, now } });
  try {
    // Two people set up the machines before anybody dies.
    const before = await centreAt(new Date('2026-02-01T09:00:00Z'));
    const services = servicesOf(before);
    const [ada, dee] = [before.staff('Ada', 'administrator'), before.staff('Dee', 'data_protection_officer')];
    for (const [service, url, kind] of [[services.fhir, fakeFhir.url, 'fhir'], [services.portal, fakeMachine.url, 'webhook']] as const) {
      const { id } = await before.tx((t) => before.referrals.machines.setWay(t, ada, { organizationId: service.organizationId, url, kind }));
      await before.tx((t) => before.referrals.machines.checkWay(t, dee, id));
    }
    await before.close();
    for (let n = 0; n < kills; n += 1) {
      // Each begins two hours after the one before: the clock of the one that died is nobody's.
      const start = new Date(Date.parse('2026-02-01T10:00:00Z') + n * 7_200_000).toISOString();
      const child = spawn(process.execPath, [join(import.meta.dirname, 'referral-child.ts'), database.appUrl, dataDir, String(port), start], { stdio: ['ignore', 'pipe', 'pipe'] });
      let errors = '';
      child.stderr.on('data', (chunk: Buffer) => void (errors += chunk.toString()));
      const lines = createInterface({ input: child.stdout });
      const ended = new Promise<NodeJS.Signals | null>((done) => child.once('exit', (_code, signal) => done(signal)));
      let seen = 0;
      const target = 2 + Math.floor(random() * 20);
      lines.on('line', (line) => { said.push(line.split(' ')); seen += 1; if (seen === target) setTimeout(() => child.kill('SIGKILL'), random() * 40); });
      if ((await ended) !== 'SIGKILL') problems.push(`the process ended by itself: ${errors.slice(0, 400)}`);
    }
    // Its people take everything on that is at their server now.
    for (const task of fakeFhir.kept) if (task.resourceType === 'Task' && task['status'] === 'requested') task['status'] = 'accepted';
    const centre = await centreAt(new Date(Date.parse('2026-02-01T10:00:00Z') + kills * 7_200_000 + 5 * 86_400_000));
    await centre.jobs.drain();
    await centre.pass(3_600);
    // As the owner, for whom the rows are there.
    const owner = createKysely(database.ownerUrl, 1);
    const all = (await sql<{ id: string; number: string; state: string; sent_at: Date | null; service: string }>`select id, number, state, sent_at, service_at_location_id as service from referral`.execute(owner)).rows;
    await owner.destroy();
    const byNumber = new Map(all.map((r) => [r.number, r]));
    const lives = (state: string): boolean => ['sent', 'received', 'accepted'].includes(state);
    for (const [what, number = '', clientId = ''] of said) {
      const row = byNumber.get(number);
      if (!row) { problems.push(`${what} ${number} was acknowledged and is not there`); continue; }
      if (what === 'accepted' && !AFTER_ACCEPT.includes(row.state)) problems.push(`${number} was accepted and is ${row.state}`);
      if (what === 'revoked' && row.state !== 'revoked') problems.push(`${number} was taken back and is ${row.state}`);
      if (what === 'accepted' && clientId !== '') {
        const { length } = (await sql`select 1 from referral_call where referral_id = ${row.id} and client_id = ${clientId}`.execute(centre.db)).rows;
        if (length !== 1) problems.push(`a call of ${number} is there ${length} times`);
      }
      if (what === 'message' && lives(row.state)) {
        const { length } = await centre.tx(async (t) => { await sql`select set_config('havenline.referral', ${row.id}, true)`.execute(t); return (await sql`select 1 from referral_message where referral_id = ${row.id} and client_id = ${clientId}`.execute(t)).rows; });
        if (length !== 1) problems.push(`a message of ${number} is there ${length} times`);
      }
    }
    for (const row of all) {
      const count = async (query: ReturnType<typeof sql>): Promise<number> => (await query.execute(centre.db)).rows.length;
      const ledger = await count(sql`select 1 from disclosure where referral_number = ${row.number} and kind = 'disclosed' and sha256 is not null`);
      const mails = await count(sql`select 1 from mailbox_message where referral_number = ${row.number} and subject = 'A referral is waiting for you' and state = 'delivered'`);
      const steps = await count(sql`select 1 from referral_step where referral_id = ${row.id}`);
      // The sending has its line, and so has what was read, or what a machine got; only one that was taken back before we knew that it had come may miss the latter.
      const came = row.service === services.fhir.serviceAtLocationId ? fakeFhir.got.some((g) => g.method === 'POST' && g.body.includes(row.number)) : row.service === services.phone.serviceAtLocationId ? row.state === 'accepted' : fakeMachine.got.some((g) => g.body.includes('"type":"referral.sent"') && g.body.includes(row.number));
      const right = came && row.state !== 'revoked' ? ledger === 2 : came ? [1, 2].includes(ledger) : ledger === 1;
      if (row.sent_at === null || !right || mails !== 1) problems.push(`${row.number} is ${row.state}: ${ledger} lines in the ledger, ${mails} mails`);
      if (row.service === services.fhir.serviceAtLocationId) {
        const statuses = fakeFhir.tasks(row.number).map((t) => t['status']);
        if (row.state === 'revoked' ? statuses.some((s) => s !== 'cancelled') || statuses.length > 1 : statuses.length !== 1) problems.push(`${row.number} is ${row.state} and at their server ${statuses.join()}`);
        if (statuses[0] === 'accepted' && row.state !== 'accepted') problems.push(`${row.number} was accepted at their server and is ${row.state}`);
      }
      // Days after the last start every deadline of 15 minutes is over: all four steps of what nobody answered, each once.
      if (['sent', 'received'].includes(row.state) && row.service === services.portal.serviceAtLocationId && steps !== 4) problems.push(`${row.number} is ${row.state} with ${steps} steps`);
      const payload = await centre.tx(async (t) => { await sql`select set_config('havenline.referral', ${row.id}, true)`.execute(t); return (await sql`select 1 from referral_payload where referral_id = ${row.id}`.execute(t)).rows.length; });
      if (payload !== (lives(row.state) ? 1 : 0)) problems.push(`${row.number} is ${row.state} with ${payload} fields`);
    }
    // A mail that came twice because we died between the server's yes and our commit is the same message to a mail server: same id, same words.
    const mailIds = new Set((await sql<{ id: string }>`select id from mailbox_message`.execute(centre.db)).rows.map((r) => r.id));
    const words = new Map<string, string>();
    for (const { id, text } of arrived) {
      if (!mailIds.has(id)) problems.push('a mail arrived whose row was never committed');
      if ((words.get(id) ?? text) !== text) problems.push('two mails of one id differ');
      words.set(id, text);
    }
    for (const id of mailIds) if (!words.has(id)) problems.push('a mail is marked delivered and never arrived');
    problems.push(...fakeFhir.problems);
    const calls = (await sql`select 1 from referral_call`.execute(centre.db)).rows.length;
    await centre.close();
    const of = (what: string): number => said.filter(([w]) => w === what).length;
    return { kills, sent: of('sent'), answered: of('accepted'), messages: of('message'), mails: mailIds.size, mailsTwice: arrived.length - words.size, tasks: fakeFhir.kept.filter((r) => r.resourceType === 'Task').length, bundles: fakeFhir.got.filter((g) => g.method === 'POST').length, calls, problems };
  } finally {
    await Promise.all([fakeFhir.down(), fakeMachine.down()]);
    await new Promise<void>((done) => fakePartnerMailbox.close(() => done()));
    await database.drop().catch(() => undefined);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

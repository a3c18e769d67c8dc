/** kill -9 of a process that sends referrals, answers them and brings the mail; then what is in the database and in the partner's mailbox is held against what was acknowledged. */
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
import { createTestDatabase } from '#testing/postgres';

export interface Found { kills: number; sent: number; answered: number; messages: number; mails: number; mailsTwice: number; problems: string[] }
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
  const said: string[][] = [];
  const problems: string[] = [];
  try {
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
    const centre = await createCasework({ mailer: createSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from: 'centre@havenline.example' }), existing: { appUrl: database.appUrl, dataDir, now: new Date(Date.parse('2026-02-01T10:00:00Z') + kills * 7_200_000 + 5 * 86_400_000) } });
    await centre.jobs.drain();
    await centre.pass(3_600);
    // As the owner, for whom the rows are there.
    const owner = createKysely(database.ownerUrl, 1);
    const all = (await sql<{ id: string; number: string; state: string; sent_at: Date | null }>`select id, number, state, sent_at from referral`.execute(owner)).rows;
    await owner.destroy();
    const byNumber = new Map(all.map((r) => [r.number, r]));
    const lives = (state: string): boolean => ['sent', 'received', 'accepted'].includes(state);
    for (const [what, number = '', clientId = ''] of said) {
      const row = byNumber.get(number);
      if (!row) { problems.push(`${what} ${number} was acknowledged and is not there`); continue; }
      if (what === 'accepted' && !AFTER_ACCEPT.includes(row.state)) problems.push(`${number} was accepted and is ${row.state}`);
      if (what === 'revoked' && row.state !== 'revoked') problems.push(`${number} was taken back and is ${row.state}`);
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
      if (row.sent_at === null || ledger !== 1 || mails !== 1) problems.push(`${row.number}: ${ledger} lines in the ledger, ${mails} mails`);
      // Days after the last start every deadline of 15 minutes is over: all four steps of what nobody answered, each once.
      if (['sent', 'received'].includes(row.state) && steps !== 4) problems.push(`${row.number} is ${row.state} with ${steps} steps`);
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
    await centre.close();
    const of = (what: string): number => said.filter(([w]) => w === what).length;
    return { kills, sent: of('sent'), answered: of('accepted'), messages: of('message'), mails: mailIds.size, mailsTwice: arrived.length - words.size, problems };
  } finally {
    await new Promise<void>((done) => fakePartnerMailbox.close(() => done()));
    await database.drop().catch(() => undefined);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Canary values through the whole of a centre: told by caller and counsellor, read again, and then looked for wherever something may have stayed. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startCentre, until } from '../scenarios/centre.ts';
import { beReady, enrol, invite, setUpCentre, sitDown } from '../scenarios/people.ts';
import { filesWith, memoryWith, wordsIn } from './search.ts';

/** Letters and digits that stand nowhere else; every canary has one of the two, and a number of its own. */
export const STEMS = ['qvxzumbrel', '9997731'];
const word = (n: number): string => `qvxzumbrel${String(n).padStart(4, '0')}`;
const number = (n: number): string => `+1${STEMS[1]}${String(n).padStart(3, '0')}`;

export interface Found {
  values: number;
  files: string[];
  backup: string[];
  printed: string[];
  log: string[];
  browser: string[];
  /** Null where the system does not let us look. */
  database_memory: string[] | null;
  core_limit: string;
}

/** Starts a centre, tells it `values` canaries and searches. Everything it answers should be empty. */
export async function hunt(browser: Browser, values: number, say: (line: string) => void = () => {}): Promise<Found> {
  const centre = await startCentre('canaries');
  const elsewhere = mkdtempSync(join(tmpdir(), 'havenline-canary-backup-'));
  try {
    const ask = async (page: Page, method: string, path: string, body?: unknown): Promise<any> => {
      const { status, text } = await page.evaluate(async ([m, p, b]) => {
        const response = await fetch(p!, { method: m!, headers: b === undefined ? {} : { 'content-type': 'application/json' }, ...(b === undefined ? {} : { body: b }) });
        return { status: response.status, text: await response.text() };
      }, [method, path, body === undefined ? undefined : JSON.stringify(body)] as const);
      if (status !== 200) throw new Error(`${method} ${path}: ${status} ${text}`);
      return JSON.parse(text);
    };
    const office = (await sitDown(browser)).page;
    await enrol(office, centre.link());
    await setUpCentre(office, 'Synthetic Helpline');
    const link = await invite(office, { deskName: 'Sage' });
    const desk = (await sitDown(browser)).page;
    await enrol(desk, link);
    await beReady(desk);
    const child = (await sitDown(browser)).page;
    await child.goto(`${centre.url}/en/chat/`);
    await ask(child, 'POST', '/api/public/chat', { language: 'en' });
    const offer = await until('the offer', async () => (await ask(desk, 'GET', '/api/now')).offer as { id: string } | null);
    const { contactId } = await ask(desk, 'POST', `/api/offers/${offer.id}/accept`, {});
    const { caseNumber } = await ask(desk, 'POST', `/api/contacts/${contactId}/case`, {});

    // By the screens themselves first: a name, a place and a note that somebody types.
    let n = 0;
    await desk.goto(`${centre.url}/desk/cases/${caseNumber}`);
    await desk.getByRole('button', { name: 'Add a person' }).click();
    await desk.getByLabel('Wants to be called').fill(word(n++));
    await desk.getByRole('button', { name: 'Lock it in' }).first().click();
    await desk.getByRole('button', { name: 'Show…' }).first().click();
    await desk.getByRole('button', { name: 'Show for 5 minutes' }).click();
    await desk.getByText(word(0)).waitFor();
    await desk.getByRole('button', { name: 'Write and seal…' }).click();
    await desk.getByLabel('Where they stay').fill(word(n++));
    await desk.getByRole('button', { name: 'Seal it' }).click();
    await desk.getByText('Sealed', { exact: true }).waitFor();

    let revision = Number((await ask(desk, 'GET', `/api/contacts/${contactId}`)).draft?.revision ?? 0);
    let people = 0;
    while (n < values) {
      const { id } = await ask(desk, 'POST', `/api/cases/${caseNumber}/persons`, { role: 'child', languages: [] });
      people++;
      const at = `/api/cases/${caseNumber}/persons/${id}`;
      await ask(desk, 'PUT', `${at}/fields/name`, { value: word(n++) });
      await ask(desk, 'PUT', `${at}/fields/phone`, { value: number(people % 1000) });
      n++;
      await ask(desk, 'PUT', `${at}/place`, { text: word(n++) });
      await ask(desk, 'POST', `${at}/fields/name/reveal`, { purpose: 'care-continuity' });
      await ask(child, 'POST', '/api/public/chat/messages', { clientId: crypto.randomUUID(), text: word(n++) });
      await ask(desk, 'POST', `/api/contacts/${contactId}/messages`, { clientId: crypto.randomUUID(), text: word(n++) });
      revision = (await ask(desk, 'PUT', `/api/contacts/${contactId}/draft`, { revision, form: { reasons: [], safety: {}, notes: [{ at: 1, text: word(n++) }], agreed: word(n++) } })).revision ?? revision + 1;
      if (n % 200 < 8) say(`${n} of ${values} canaries told`);
    }
    await ask(desk, 'POST', `/api/cases/${caseNumber}/persons`, { role: 'child', languages: [] });

    const postmaster = Number(readFileSync(join(centre.dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
    const backends = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
      try { return pid === postmaster || Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]) === postmaster; } catch { return false; }
    });
    const memory = backends.map((pid) => memoryWith(pid, STEMS));
    const held = await desk.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await caches.keys(), (await indexedDB.databases()).map((one) => one.name), document.cookie, document.title, location.href, history.length]));
    const heldByChild = await child.evaluate(async () => JSON.stringify([{ ...localStorage }, await caches.keys(), (await indexedDB.databases()).map((one) => one.name), document.title, location.href]));
    const backup = await centre.havenline('backup', '--to', elsewhere);
    if (backup.code !== 0) throw new Error(`the backup failed: ${backup.output}`);
    await centre.havenline('log', 'verify');
    const log = (await centre.havenline('log', 'show', '--limit', '10000')).output;
    if ((await filesWith(['Synthetic Helpline'], centre.dataDir)).length === 0 || (await filesWith(['Synthetic Helpline'], elsewhere)).length === 0) throw new Error('the search does not find what is there');
    return {
      values: n,
      files: await filesWith(STEMS, centre.dataDir),
      backup: await filesWith(STEMS, elsewhere),
      printed: wordsIn(STEMS, centre.output()),
      log: wordsIn(STEMS, log),
      browser: wordsIn(STEMS, held + heldByChild),
      database_memory: memory.includes(null) ? null : [...new Set(memory.flatMap((one) => one!))],
      core_limit: /^Max core file size\s+(\S+)/m.exec(readFileSync(`/proc/${postmaster}/limits`, 'utf8'))?.[1] ?? 'unknown',
    };
  } finally {
    await centre.stop();
    rmSync(elsewhere, { recursive: true, force: true });
  }
}

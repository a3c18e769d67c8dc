/**
 * "Do you know this child?", asked by every public way and by a partner that has nothing to do with them, of known and of unknown ones in a random
 * order. What is compared: the answers, byte for byte but for what is new in each (a cookie), and the time, as the area under the ROC curve
 * (0.5 is chance; Mann-Whitney U over n1 n2), for each way and weighted over all. On a real server with its own database.
 */
import http from 'node:http';
import { systemRandom } from '#adapters/clock';
import { inTx } from '#core/kernel';
import { createTestClock, startSystem } from '#testing/harness';
import type { Person, TestSystem } from '#testing/harness';

const NAME = 'Synthetic Probe Child';
const PHONE = '+1 555 0177';
interface Probe { way: string; known: boolean; milliseconds: number; answer: string }
export interface Probed { times: number; differentAnswers: string[]; auc: Record<string, number>; aucOverAll: number; standardError: number }
/** Makes the request; what is timed is its sending and its answer, not how the probe found an unknown number. */
type Way = (known: boolean, n: number) => () => Promise<string>;

/** The area under the ROC curve of `known` against `unknown`, ties counted half: 0.5 is chance, 0 and 1 tell everything. */
export function areaUnderCurve(known: readonly number[], unknown: readonly number[]): number {
  const all = [...known.map((v) => ({ v, known: true })), ...unknown.map((v) => ({ v, known: false }))].sort((a, b) => a.v - b.v);
  let ranks = 0;
  for (let i = 0; i < all.length;) {
    let j = i;
    while (j < all.length && all[j]!.v === all[i]!.v) j += 1;
    for (let k = i; k < j; k += 1) if (all[k]!.known) ranks += (i + j + 1) / 2;
    i = j;
  }
  return (ranks - (known.length * (known.length + 1)) / 2) / (known.length * unknown.length);
}

/** A request from one of many addresses of this machine: the limits are for one address, and whoever probes has many. */
function ask(it: TestSystem, n: number, method: string, path: string, body?: unknown, cookie = ''): Promise<string> {
  const url = new URL(it.url);
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((done, fail) => {
    const request = http.request({
      host: '127.0.0.1', port: url.port, method, path, agent: false, localAddress: `127.${1 + (n >> 16)}.${(n >> 8) & 255}.${1 + (n % 250)}`,
      headers: { host: url.host, origin: url.origin, cookie, ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }) },
    }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const headers = Object.entries(response.headers).filter(([name]) => !['date', 'set-cookie', 'etag', 'last-modified'].includes(name));
        done(JSON.stringify([response.statusCode, headers, Buffer.concat(parts).toString()]));
      });
    });
    request.on('error', fail);
    request.end(text);
  });
}

/** A child that is known: in a case, with words to come back, and something sent to a service. */
async function knownChild(it: TestSystem): Promise<{ counsellor: Person; words: string; referral: string; disclosure: string; stranger: Person }> {
  const counsellor = await it.signIn('counsellor', ['en', 'es'], 'Juniper');
  await counsellor.call('PUT', '/api/presence', { state: 'available' });
  await it.anonymous.call('POST', '/api/public/chat', { language: 'en' });
  await it.drain();
  const { offer } = (await counsellor.call('GET', '/api/now')).body;
  const { contactId } = (await counsellor.call('POST', `/api/offers/${offer.id}/accept`)).body;
  const { words } = (await counsellor.call('POST', `/api/contacts/${contactId}/code`)).body;
  const at = `/api/cases/${(await counsellor.call('POST', `/api/contacts/${contactId}/case`)).body.caseNumber}`;
  const { id } = (await counsellor.call('POST', `${at}/persons`, { role: 'child', ageBand: '9-12', languages: ['es'] })).body;
  await counsellor.call('PUT', `${at}/persons/${id}/fields/name`, { value: NAME });
  await counsellor.call('PUT', `${at}/persons/${id}/fields/phone`, { value: PHONE });
  const { services } = (await counsellor.call('GET', '/api/directory?need=legal_aid')).body;
  const [service, other] = services.filter((s: { enforcementParticipation: unknown }) => s.enforcementParticipation === null);
  const consent = { by: 'the child', how: 'in the chat', saidAt: it.clock.now().toISOString() };
  const { number: referral } = (await counsellor.call('POST', `${at}/referrals`, { serviceAtLocationId: service.serviceAtLocationId, need: service.needs[0], urgency: 'now', fields: [{ personId: id, field: 'name' }], consent })).body;
  const { number: disclosure } = (await counsellor.call('POST', `${at}/disclosures`, {
    recipient: { serviceAtLocationId: service.serviceAtLocationId }, purpose: 'service-referral', basis: { kind: 'consent', ...consent }, fields: [{ personId: id, field: 'name' }], childSide: { kind: 'agreed' }, via: 'portal',
  })).body;
  await counsellor.call('PUT', '/api/presence', { state: 'break' });
  return { counsellor, words: words.join(' '), referral, disclosure, stranger: await it.signInPartner(other.organizationId) };
}

export async function run(times: number): Promise<Probed> {
  const it = await startSystem({ clock: createTestClock(new Date()) });
  try {
    const child = await knownChild(it);
    if (![child.words, child.referral, child.disclosure].every((x) => typeof x === 'string' && x !== '')) throw new Error('the known child was not made');
    // The ends of what is probed are undone straight away, so that the line is the same for the next.
    const made = (n: number, method: string, path: string, body?: unknown, cookie?: string) => () => ask(it, n, method, path, body, cookie);
    const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
    const four = () => Array.from({ length: 4 }, () => letters[systemRandom.below(letters.length)]).join('');
    const ways: Record<string, Way> = {
      'chat with words': (known, n) => made(n, 'POST', '/api/public/chat', { language: 'en', words: known ? child.words : `${n} unknown words here` }),
      'call back': (known, n) => made(n, 'POST', '/api/public/callback', { number: known ? PHONE : `+1 555 02${String(n % 100).padStart(2, '0')}`, language: 'en' }),
      // Nothing in it could name anybody: chance, beside the others.
      'web call': (_known, n) => made(n, 'POST', '/api/public/web-call', { language: 'en' }),
      'public page': (known, n) => made(n, 'GET', `/en?name=${encodeURIComponent(known ? NAME : 'Synthetic Nobody Abcde')}`),
      'an address of a case': (known, n) => made(n, 'GET', `/cases/${known ? child.referral : `RF-${four()}-${four()}`}`),
      'a referral at the portal': (known, n) => made(n, 'GET', `/api/partner/referrals/${known ? child.referral : `RF-${four()}-${four()}`}`, undefined, child.stranger.cookie),
      'a disclosure at the portal': (known, n) => made(n, 'GET', `/api/partner/disclosures/${known ? child.disclosure : `DS-${four()}-${four()}`}`, undefined, child.stranger.cookie),
    };
    const names = Object.keys(ways);
    const probes: Probe[] = [];
    const ofWay = (name: string) => probes.filter((p) => p.way === name);
    for (let n = -70; n < times; n += 1) {
      const way = names[(n + 70) % names.length]!;
      const known = systemRandom.below(2) === 0;
      const send = ways[way]!(known, n + 70);
      const begun = process.hrtime.bigint();
      const answer = (await send()).replaceAll(child.referral, 'NUMBER').replace(/(RF|DS)-\w{4}-\w{4}/g, 'NUMBER');
      const milliseconds = Number(process.hrtime.bigint() - begun) / 1e6;
      // The first of each way warm up; they are not counted.
      if (n >= 0) probes.push({ way, known, milliseconds, answer });
      if (way === 'chat with words' || way === 'call back') await inTx(it.system.db, (tx) => tx.updateTable('contact').set({ state: 'abandoned' }).where('state', 'in', ['waiting', 'callback']).execute());
      if (n % 500 === 499) await it.system.jobs.drain();
    }
    const differentAnswers: string[] = [];
    const auc: Record<string, number> = {};
    let weighted = 0;
    let variance = 0;
    for (const name of names) {
      const mine = ofWay(name);
      const [known, unknown] = [mine.filter((p) => p.known), mine.filter((p) => !p.known)];
      const answers = new Set(mine.map((p) => p.answer));
      if (answers.size !== 1) differentAnswers.push(`${name}: ${[...answers].slice(0, 3).join(' | ')}`);
      const area = areaUnderCurve(known.map((p) => p.milliseconds), unknown.map((p) => p.milliseconds));
      auc[name] = Number(Math.max(area, 1 - area).toFixed(4));
      // With its sign, so that chance evens out over the ways.
      weighted += ((area - 0.5) * mine.length) / probes.length;
      variance += ((known.length + unknown.length + 1) / (12 * known.length * unknown.length)) * (mine.length / probes.length) ** 2;
    }
    return { times: probes.length, differentAnswers, auc, aucOverAll: Number((0.5 + Math.abs(weighted)).toFixed(4)), standardError: Number(Math.sqrt(variance).toFixed(4)) };
  } finally {
    await it.stop();
  }
}

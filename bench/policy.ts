/**
 * `npm run bench -- policy`: decisions a second, with the grant and its log entry, in one transaction each on real PostgreSQL; and the decision
 * alone beside its peer, bare cedar-wasm (all rules preparsed, request validated against the schema), in the same run. Rounds go A B A B; the median counts.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { systemClock, systemRandom } from '#adapters/clock';
import { openKeys } from '#adapters/keys';
import { createKysely } from '#adapters/postgres';
import { createAccess, loadPolicy } from '#core/access';
import { createAudit } from '#core/audit';
import { inTx, newId } from '#core/kernel';
import type { Actor } from '#core/kernel';
import { createTestDatabase, stopOwnCluster } from '#testing/postgres';
import { readPolicyFiles, readRules } from '../core/access/rules.ts';

const POLICIES = join(import.meta.dirname, '..', 'policies');
const median = (x: number[]): number => x.toSorted((a, b) => a - b)[Math.floor(x.length / 2)]!;
const at = (sorted: number[], q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))]!;
const round = (x: number, digits = 2): number => Number(x.toFixed(digits));

/** A hundred requests of the kinds that a centre makes all day: one's own and somebody else's, allowed and refused. */
function requests(me: string, other: string) {
  const actor: Actor = { kind: 'staff', id: me, roles: ['counsellor'], deskName: '' };
  return Array.from({ length: 100 }, (_, i) => {
    const id = newId(systemClock, systemRandom);
    const mine = i % 10 !== 9;
    return [
      { actor, purpose: 'answer-contact', action: 'contact.read', subject: { type: 'Contact', id, attrs: { counsellor: mine ? me : other } }, fields: ['form'] },
      { actor, purpose: 'care-continuity', action: 'case.read', subject: { type: 'Case', id, attrs: { assigned: mine ? [me, other] : [other] } } },
      { actor, purpose: 'care-continuity', action: 'person.reveal', subject: { type: 'Person', id, attrs: { assigned: mine ? [other, me] : [other] } }, fields: ['name'] },
      { actor: { kind: 'partner', id: me, organizationId: mine ? me : other, roles: ['answers'] } as Actor, purpose: 'service-referral', action: 'referral.read', subject: { type: 'Referral', id, attrs: { organization: me, open: true, participates: false, agency: 'service' } }, fields: ['name'] },
    ][i % 4]!;
  });
}

export async function bench(quick: boolean): Promise<Record<string, unknown>> {
  const seconds = quick ? 0.5 : 3;
  const rounds = quick ? 3 : 7;
  const files = readPolicyFiles(POLICIES);
  const policy = loadPolicy(POLICIES);
  cedar.preparseSchema('bench', files.schema);
  cedar.preparsePolicySet('bench', { staticPolicies: Object.fromEntries(readRules(files.rules).map((r) => [r.id, r.json])) });
  const all = requests(newId(systemClock, systemRandom), newId(systemClock, systemRandom));
  // The peer gets its entities ready-made: what is measured is Cedar, not how we build its input.
  const calls = all.map(({ actor, purpose, action, subject }): cedar.StatefulAuthorizationCall => {
    const principal = actor.kind === 'staff' ? { uid: { type: 'StaffActor', id: actor.id }, attrs: { id: actor.id, roles: [...actor.roles], inOfficialCall: false }, parents: [] }
      : { uid: { type: 'PartnerActor', id: 'p' }, attrs: actor.kind === 'partner' ? { organization: actor.organizationId, roles: [...(actor.roles ?? [])] } : {}, parents: [] };
    const attrs = { ...subject.attrs, ...(subject.type === 'Contact' ? { id: subject.id } : {}), ...('agency' in subject.attrs ? { agency: { __entity: { type: 'AgencyKind', id: 'service' } } } : {}) } as unknown as Record<string, cedar.CedarValueJson>;
    const resource = { uid: { type: subject.type, id: subject.id }, attrs, parents: [] };
    return { principal: principal.uid, resource: resource.uid, action: { type: 'Action', id: action }, context: { purpose: { __entity: { type: 'Purpose', id: purpose } } }, entities: [principal as unknown as cedar.EntityJson, resource], preparsedPolicySetId: 'bench', preparsedSchemaName: 'bench', validateRequest: true };
  });
  for (const [i, q] of all.entries()) {
    const answer = cedar.statefulIsAuthorized(calls[i]!);
    if ((answer.type === 'success' && answer.response.decision === 'allow') !== (policy.decide(q) !== null)) throw new Error(`The two sides do not decide alike: ${JSON.stringify(q)}`);
  }
  const run = (work: (i: number) => unknown): { rate: number; times: number[] } => {
    const times: number[] = [];
    const start = performance.now();
    for (let i = 0; performance.now() - start < seconds * 1000; i += 1) {
      const from = performance.now();
      work(i % all.length);
      times.push(performance.now() - from);
    }
    return { rate: times.length / ((performance.now() - start) / 1000), times };
  };
  const ours: number[] = [];
  const theirs: number[] = [];
  const decideTimes: number[] = [];
  for (let r = 0; r < rounds; r += 1) {
    const a = run((i) => policy.decide(all[i]!));
    ours.push(a.rate);
    decideTimes.push(...a.times);
    theirs.push(run((i) => cedar.statefulIsAuthorized(calls[i]!)).rate);
  }
  decideTimes.sort((a, b) => a - b);

  // The whole of it: decision, grant, log entry, commit; one after the other, as one counsellor's screen does.
  const database = await createTestDatabase();
  const db = createKysely(database.appUrl, 10);
  const dataDir = mkdtempSync(join(tmpdir(), 'havenline-bench-'));
  const keys = openKeys({ dataDir });
  const audit = createAudit({ clock: systemClock, random: systemRandom, signer: keys.signer });
  const access = createAccess({ db, audit, clock: systemClock, random: systemRandom, policyDir: POLICIES });
  const times: number[] = [];
  const start = performance.now();
  for (let i = 0; performance.now() - start < seconds * 2000; i += 1) {
    const from = performance.now();
    await inTx(db, (tx) => access.authorize(tx, all[i % all.length]!)).catch((error: { code?: string }) => { if (error.code !== 'Refused') throw error; });
    times.push(performance.now() - from);
  }
  const elapsed = (performance.now() - start) / 1000;
  keys.close();
  await db.destroy();
  await database.drop();
  await stopOwnCluster();
  rmSync(dataDir, { recursive: true, force: true });
  const sorted = times.toSorted((a, b) => a - b);
  const ratio = median(ours) / median(theirs);
  console.log(`decisions alone: ${Math.round(median(ours))}/s, bare cedar-wasm ${Math.round(median(theirs))}/s (${round(ratio)} of it), ${rounds} rounds each`);
  console.log(`with grant, log entry and commit: ${Math.round(times.length / elapsed)}/s on one connection at a time, p50 ${round(at(sorted, 0.5))} ms, p99 ${round(at(sorted, 0.99))} ms`);
  return {
    per_s: Math.round(times.length / elapsed), p50_ms: round(at(sorted, 0.5)), p99_ms: round(at(sorted, 0.99)),
    decide_per_s: Math.round(median(ours)), decide_p50_ms: round(at(decideTimes, 0.5), 3), decide_p99_ms: round(at(decideTimes, 0.99), 3), peer: 'bare cedar-wasm', peer_per_s: Math.round(median(theirs)), ratio: round(ratio), ratio_of: 'decisions a second, alone', rounds, rules: policy.rules.length, tried_at_start: policy.tried, cedar: JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')).dependencies['@cedar-policy/cedar-wasm'],
  };
}

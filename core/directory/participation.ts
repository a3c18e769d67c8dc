/**
 * Which organizations take part in immigration enforcement, as published. It warns, and the policy refuses by it; it never clears anybody:
 * not being found is said with the date of the list, and "that is no clearance". A threat to life is never delayed by it.
 */
import { invalid, newId, notFound, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import type { Areas } from './areas.ts';
import { createMatcher, readAgreements } from './matching.ts';
import * as rows from './participation-repository.ts';
import type { DirectoryDeps } from './ports.ts';

/** A list older than this many days is said to be old, loudly. */
export const STALE_DAYS = 30;
export interface ListState { publishedOn: string; stale: boolean; days: number }
/** There is no variant that means "clear". */
export type Participation =
  | { status: 'participates'; since: string; list: ListState }
  /** The list names somebody who may be this organization; treated as taking part until a person decides. */
  | { status: 'doubtful'; since: string; list: ListState }
  | { status: 'not_listed'; list: ListState; listedBefore: string | null }
  | { status: 'no_list' };

/** By organization; what is sure goes before what is doubtful. */
function sureFirst(all: readonly { organization_id: string; doubtful: boolean; since: string }[]): Map<string, { since: string; doubtful: boolean }> {
  const out = new Map<string, { since: string; doubtful: boolean }>();
  for (const r of all) if (!out.has(r.organization_id) || !r.doubtful) out.set(r.organization_id, { since: r.since, doubtful: r.doubtful });
  return out;
}

export function participationOf({ clock, random, audit, access }: DirectoryDeps, areas: Areas) {
  const manage = (tx: Tx, actor: Actor) => access.authorize(tx, { actor, purpose: 'system-operation', action: 'directory.manage', subject: { type: 'Directory', id: 'directory' } });
  const listState = (publishedOn: string): ListState => {
    const days = Math.max(0, Math.floor((clock.now().getTime() - Date.parse(`${publishedOn}T00:00:00Z`)) / 86_400_000));
    return { publishedOn, days, stale: days > STALE_DAYS };
  };
  const countyCode = (state: string, name: string): string | null => areas.codes(`${/county|parish|borough|municipality|city$/i.test(name) ? name : `${name} County`}, ${areas.state(state)?.name ?? ''}`, null, null)[0] ?? null;

  return {
    listState,
    /** Of some organizations at once, those that take part or may: the others are not in the answer. */
    async concerning(tx: Tx, organizationIds: readonly string[]): Promise<Map<string, { since: string; doubtful: boolean }>> {
      return sureFirst(await rows.ofOrganizations(tx, organizationIds));
    },
    concerned: async (tx: Tx): Promise<ReadonlyMap<string, { since: string; doubtful: boolean }>> => sureFirst(await rows.concerned(tx)),
    /** What the newest list says of one organization, or of what it is part of. */
    async participation(tx: Tx, organizationId: string): Promise<Participation> {
      const newest = await rows.latestList(tx);
      if (!newest) return { status: 'no_list' };
      const list = listState(newest.published_on);
      const found = (await this.concerning(tx, [organizationId])).get(organizationId);
      if (found) return { status: found.doubtful ? 'doubtful' : 'participates', since: found.since, list };
      return { status: 'not_listed', list, listedBefore: await rows.lastListed(tx, organizationId) };
    },

    /**
     * Keeps a published list as it is on its date, and matches it with the directory. What people decided before on the same agency holds again.
     * @throws HavenlineError ListUnreadable when no agreement can be read of it
     */
    async importList(tx: Tx, actor: Actor, given: { publishedOn: string; file: string; digest: string; table: readonly (readonly unknown[])[] }) {
      await manage(tx, actor);
      if (!/^\d{4}-\d\d-\d\d$/.test(given.publishedOn) || Number.isNaN(Date.parse(given.publishedOn)) || Date.parse(given.publishedOn) > clock.now().getTime()) throw invalid('ListDate', 'The date of the list is not a day up to today.', 'Give the day on which the list was published, as 2026-03-01.');
      const { agreements, rejected } = readAgreements(given.table);
      if (agreements.length === 0) throw invalid('ListUnreadable', `No agreement could be read. ${rejected[0]?.message ?? 'The table is empty.'}`, 'Save the published spreadsheet as it is (.xlsx or .csv) and give that file.');
      const listId = newId(clock, random);
      const by = actor.kind === 'staff' ? actor.deskName : actor.kind === 'system' ? actor.name : '';
      const kept = agreements.map((one) => ({ ...one, id: newId(clock, random) }));
      await rows.insertList(tx, { id: listId, publishedOn: given.publishedOn, file: given.file, digest: given.digest, at: clock.now(), by, agreements: kept.length, rejected });
      await rows.insertAgreements(tx, listId, kept);
      await this.match(tx, kept);
      await audit.append(tx, { actor, purpose: 'system-operation', action: 'directory.enforcement.imported', subject: { type: 'Directory', id: listId }, outcome: 'done' });
      await publish(tx, 'directory');
      return { listId, agreements: kept.length, rejected, ...(await rows.countMatches(tx)) };
    },

    /** Matches agreements with the organizations there are. */
    async match(tx: Tx, agreements: readonly (ReturnType<typeof readAgreements>['agreements'][number] & { id: string })[]): Promise<void> {
      const candidates = (await rows.candidates(tx)).map((c) => {
        const codes = c.areas.flatMap(([name, extent, uri]) => areas.codes(name, extent, uri));
        return { ...c, states: [...new Set([...c.states.flatMap((s) => areas.state(s)?.fips ?? []), ...codes.filter((x) => /^\d/.test(x)).map((x) => x.slice(0, 2))])], counties: [...new Set(codes.filter((x) => /^\d{5}$/.test(x)))] };
      });
      const find = createMatcher(candidates, { state: (name) => areas.state(name)?.fips ?? null, county: countyCode });
      const decided = new Map((await rows.decisions(tx)).map((d) => [`${d.agency}\n${d.state}\n${d.organization_id}`, d]));
      const all = agreements.flatMap((one) => find(one).map((m) => {
        const before = decided.get(`${one.agency}\n${one.state}\n${m.organizationId}`);
        return before && m.state === 'review' ? { ...m, agreementId: one.id, how: 'person', state: before.match, by: before.decided_by, at: before.decided_at.toISOString() } : { ...m, agreementId: one.id };
      }));
      await rows.insertMatches(tx, all);
    },

    /** What a person has to decide: is the agency of this agreement that organization? */
    async review(tx: Tx, actor: Actor) {
      await manage(tx, actor);
      const newest = await rows.latestList(tx);
      return {
        list: newest ? { ...listState(newest.published_on), file: newest.file, importedBy: newest.imported_by, agreements: newest.agreements, rejected: newest.rejected, ...(await rows.countMatches(tx)) } : null,
        lists: (await rows.lists(tx)).map((l) => ({ publishedOn: l.published_on, agreements: l.agreements, importedBy: l.imported_by })),
        doubtful: (await rows.toReview(tx, 200)).map((m) => ({ agreementId: m.agreement_id, organizationId: m.organization_id, organization: m.organization, agency: m.agency, state: m.state, county: m.county, ori: m.ori, score: Math.round(m.score * 100) / 100 })),
      };
    },
    /** Decides one doubtful match; a decision is logged and holds for later lists. */
    async decide(tx: Tx, actor: Actor, agreementId: string, organizationId: string, same: boolean): Promise<void> {
      await manage(tx, actor);
      const by = actor.kind === 'staff' ? actor.deskName : 'system';
      if (!(await rows.decide(tx, agreementId, organizationId, same ? 'matched' : 'refused', by, clock.now()))) throw notFound();
      if (same) await rows.refuseOthers(tx, agreementId, organizationId, by, clock.now());
      await audit.append(tx, { actor, purpose: 'system-operation', action: same ? 'directory.enforcement.matched' : 'directory.enforcement.not-matched', subject: { type: 'Organization', id: organizationId }, outcome: 'done' });
      await publish(tx, 'directory');
    },
    /** For the desk: the newest list, or that there is none. */
    async newest(tx: Tx): Promise<ListState | null> {
      const one = await rows.latestList(tx);
      return one ? listState(one.published_on) : null;
    },
  };
}

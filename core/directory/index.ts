/** The directory: who can help, with what, in which languages and places, and who takes part in immigration enforcement. */
import { invalid, newId, notFound, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import { createAreas } from './areas.ts';
import { confidentialPlaces } from './confidential.ts';
import { entriesById, rebuildEntries } from './entry-repository.ts';
import type { EntryDoc } from './entry-repository.ts';
import type { Query } from './finder.ts';
import { followEntries } from './following.ts';
import { importsOf } from './imports.ts';
import { drawMap } from './map.ts';
import { numberRegister, standing } from './numbers.ts';
import { afterOpen, opensNext } from './opening.ts';
import { participationOf } from './participation.ts';
import type { DirectoryDeps } from './ports.ts';
import { publicApi } from './public-api.ts';
import { refreshesOf } from './refresh.ts';
import * as rows from './repository.ts';
import { isUuid } from './rows.ts';
import { saysFree } from './finder.ts';
import { clockTime } from './schedule.ts';
import { syntheticDirectory, syntheticRows } from './synthetic.ts';
export { NEEDS, syntheticDirectory } from './synthetic.ts';
export { flatten, nest } from './nesting.ts';
export { HSDS } from './hsds.ts';
export { readRow } from './rows.ts';
export type { Gazetteer, ZipTable } from './areas.ts';
export type { Batch, HsdsSource, ImportCounts } from './import.ts';
export { CHECK_DAYS, checkedNumber } from './numbers.ts';
export { afterOpen } from './opening.ts';
export type { RefreshSchedule } from './refresh.ts';
export type { Row } from './hsds.ts';
export type { Place, RowProblem } from './rows.ts';
export type { Query, Reason } from './finder.ts';
export type { Box, DirectoryMap, Shapes } from './map.ts';
export type { Participation, ListState } from './participation.ts';
export type { DirectoryDeps } from './ports.ts';

/** A service as the features after this one see it. `enforcementSince`: its organization takes part in immigration enforcement, or may, since that date; null is no clearance. */
export interface Service { serviceAtLocationId: string; name: string; organization: string; organizationId: string; email: string | null; residential: boolean; enforcementSince: string | null; needs: string[] }
export type Directory = ReturnType<typeof createDirectory>;

/** The directory of this centre. What it holds is public, but for confidential addresses; nothing in it is about a caller. */
export function createDirectory(deps: DirectoryDeps) {
  const { audit, clock, random, access } = deps;
  const areas = createAreas(deps.gazetteer);
  const entries = followEntries(areas);
  const participation = participationOf(deps, areas);
  const confidential = confidentialPlaces(deps);
  const imports = importsOf(deps, confidential);
  const numbers = numberRegister(clock);
  const told = (s: { checkedByTwo: boolean; checkedAt: Date | null }) => ({ checkedByTwo: s.checkedByTwo, checkedAt: s.checkedAt?.toISOString() ?? null });
  const log = (tx: Tx, actor: Actor, action: string, type: string, id: string) => audit.append(tx, { actor, purpose: 'system-operation', action, subject: { type, id }, outcome: 'done' });
  const staff = (actor: Actor): Extract<Actor, { kind: 'staff' }> => { if (actor.kind !== 'staff') throw notFound(); return actor; };

  return {
    areas, participation, confidential,
    numbers, imports, refreshes: refreshesOf(deps, imports),
    api: publicApi(),

    /** Fills an empty directory with synthetic organizations; answers how many it brought (0 when there are some already). */
    async importIfEmpty(tx: Tx, seed = 'havenline', count = 200): Promise<number> {
      if (!(await rows.isEmpty(tx))) return 0;
      const all = syntheticDirectory(seed, count);
      const system: Actor = { kind: 'system', name: 'operator' };
      await rows.insertRows(tx, syntheticRows(all));
      await rows.setOurs(tx, all.map((o) => ({ id: o.service.id, residential: o.service.residential, refers: o.service.refers, capacity: o.service.capacity })), clock.now());
      await rebuildEntries(tx, null, newId(clock, random));
      const signed = all.filter((o) => o.enforcementSince !== null).map((o) => [o.location.address.state, o.name, '', o.ori, o.enforcementSince]);
      await participation.importList(tx, system, { publishedOn: clock.now().toISOString().slice(0, 10), file: 'synthetic', digest: 'synthetic', table: [['State', 'Law enforcement agency', 'County', 'ORI', 'Signed'], ...signed] });
      await log(tx, { kind: 'system', name: 'directory' }, 'directory.imported', 'Directory', 'synthetic');
      return all.length;
    },

    /** Services that fit, best first, each with its reasons; at most 60 at once. What else can be chosen is counted beside it. */
    async search(tx: Tx, query: Query) {
      const limit = Math.min(query.limit ?? 60, 60);
      const finder = await entries.current(tx);
      const taking = await participation.concerned(tx);
      const answer = finder.search({ ...query, limit }, clock.now(), await deps.timeZone(tx), taking);
      const docs = await entriesById(tx, answer.found.map((f) => f.id));
      return {
        // Null where no postal code was told; empty where our table does not have it, which the screen says loudly.
        zipCounties: query.zip === undefined ? null : areas.countiesOfZip(query.zip).flatMap((fips) => { const c = areas.county(fips); return c ? [`${c.name}, ${c.state}`] : []; }),
        needs: finder.needs(), total: answer.total, loosened: answer.loosened, list: await participation.newest(tx),
        facets: { ...answer.facets, needs: answer.facets.needs.map((f) => ({ ...f, name: finder.needName(f.code) ?? f.code })) },
        services: answer.found.flatMap((f) => {
          const doc = docs.get(f.id);
          if (!doc) return [];
          const takes = taking.get(doc.organizationId);
          return [{
            ...shown(f.id, doc, (term) => finder.needName(term)), reasons: f.reasons, open: f.open.state,
            enforcementParticipation: takes ? { since: takes.since, doubtful: takes.doubtful } : null,
          }];
        }),
      };
    },
    /** The map of these entries of the directory. An id of anything else is nothing here. */
    map: async (tx: Tx, ids: readonly string[]) => drawMap(await entriesById(tx, ids.filter(isUuid)), areas, deps.shapes()),
    /** Everything about one service at a place, with what the newest list of agreements says of its organization. */
    async details(tx: Tx, id: string) {
      const doc = /^[0-9a-f-]{36}$/.test(id) ? (await entriesById(tx, [id])).get(id) : undefined;
      if (!doc) throw notFound();
      const finder = await entries.current(tx);
      const sal = doc.serviceAtLocationId;
      const serviceId = sal ? (await rows.byId(tx, sal))!.service_id : id;
      const more = await rows.details(tx, serviceId, doc.locationId, sal, doc.organizationId);
      const s = more.service;
      return {
        ...shown(id, doc, (term) => finder.needName(term)), serviceId, locationId: doc.locationId, location: doc.location, confidential: s.confidential, at: doc.at,
        areas: doc.areas.map(([name, extent, uri]) => ({ name: name ?? extent ?? uri ?? '', codes: [...areas.codes(name, extent, uri)] })),
        addresses: more.addresses.map((a) => [a.address_1, a.address_2, a.city, a.state_province, a.postal_code].filter(Boolean).join(', ')),
        phones: more.phones.map((p) => ({ id: p.id, number: p.number, extension: p.extension === null ? null : String(p.extension), about: p.description ?? p.type, ...told(standing(p.check, p.number, clock.now())) })),
        email: s.email ?? s.organization_email ?? null, website: s.url ?? s.website ?? null, apply: s.application_process ?? null, whoFor: s.eligibility_description ?? null, wait: s.wait_time ?? null, alert: s.alert ?? null, fees: s.fees_description ?? null,
        interpretation: s.interpretation_services ?? null, gettingThere: s.confidential ? null : (s.transportation ?? null), accessibility: more.accessibility.map((a) => [a.description, a.details].filter(Boolean).join(' ')), documents: more.documents.flatMap((d) => d.document ?? []),
        checkedAt: s.checked_at?.toISOString() ?? null, assuredAt: s.assured_date ?? null, capacityAt: s.capacity_at?.toISOString() ?? null,
        participation: await participation.participation(tx, doc.organizationId),
      };
    },
    /** Makes the address of a place confidential from now on. */
    async hidePlace(tx: Tx, actor: Actor, locationId: string): Promise<void> {
      await confidential.hide(tx, actor, locationId);
      await rebuildEntries(tx, await rows.servicesAt(tx, locationId), newId(clock, random));
      await log(tx, actor, 'directory.place-hidden', 'Location', locationId);
      await publish(tx, 'directory');
    },
    async service(tx: Tx, serviceAtLocationId: string): Promise<Service> {
      const r = await rows.byId(tx, serviceAtLocationId);
      if (!r) throw notFound();
      const takes = (await participation.concerning(tx, [r.organization_id])).get(r.organization_id);
      const [finder, doc] = [await entries.current(tx), (await entriesById(tx, [r.id])).get(r.id)];
      const needs = (doc?.terms ?? []).flatMap((term) => finder.needName(term) ?? []);
      return { serviceAtLocationId: r.id, name: r.service, organization: r.organization, organizationId: r.organization_id, email: r.email, residential: r.residential, enforcementSince: takes?.since ?? null, needs };
    },
    /**
     * A clock of this service's own hours from a moment on: `after` so many minutes in which it is open (null: nobody says when that is), and when it opens again (null: it is open, or nobody says).
     */
    async openClock(tx: Tx, serviceAtLocationId: string, from: Date): Promise<{ after(minutes: number): Date | null; opensAt: Date | null }> {
      const doc = (await entriesById(tx, [serviceAtLocationId])).get(serviceAtLocationId);
      const zone = areas.state(doc?.state ?? null)?.timeZone ?? (await deps.timeZone(tx));
      const schedules = doc?.schedules ?? [];
      return { after: (minutes) => afterOpen(schedules, from, minutes, zone), opensAt: opensNext(schedules, from, zone) };
    },
    /** What to think of before a service is chosen: of what date the list of agreements is (null: there is none), and whether it has room and takes referrals. */
    async standing(tx: Tx, serviceAtLocationId: string) {
      const doc = (await entriesById(tx, [serviceAtLocationId])).get(serviceAtLocationId);
      return { list: await participation.newest(tx), capacity: doc?.capacity ?? null, refers: doc?.refers ?? null };
    },
    /** The name of a need, given by code or name. @throws UnknownNeed */
    async need(tx: Tx, codeOrName: string): Promise<string> {
      const found = (await rows.needs(tx)).find((n) => n.code === codeOrName || n.name === codeOrName);
      if (!found) throw invalid('UnknownNeed', 'This need is not in the directory.', 'Choose one of the needs that the directory lists.');
      return found.name;
    },
    async organizations(tx: Tx) {
      const concerned = await participation.concerned(tx);
      return (await rows.organizations(tx)).map((o) => ({ organizationId: o.id, name: o.name, enforcementParticipation: concerned.has(o.id) }));
    },
    organizationName: (tx: Tx, id: string) => rows.organizationName(tx, id),

    /** What a supervisor heard of a service without a portal: whether there is room, and whether referrals are taken. A partner says it of its own by `keepOwn`. */
    async setCapacity(tx: Tx, actor: Actor, serviceId: string, given: { capacity: 'open' | 'waiting_list' | 'full' | null; refers: boolean | null }): Promise<void> {
      const service = await rows.serviceOf(tx, serviceId);
      if (!service) throw notFound();
      await access.authorize(tx, { actor, purpose: 'system-operation', action: 'directory.manage', subject: { type: 'Directory', id: 'directory' } });
      await rows.setCapacity(tx, serviceId, given, null, clock.now());
      await rebuildEntries(tx, [serviceId], newId(clock, random));
      await log(tx, actor, 'directory.capacity', 'Service', serviceId);
      await publish(tx, 'directory');
    },
    /** The services of one organization with what it said of them itself. */
    async ownServices(tx: Tx, organizationId: string) {
      return (await rows.ownServices(tx, organizationId)).map((s) => ({
        id: s.id, name: s.name, capacity: s.capacity, refers: s.refers, capacityAt: s.capacity_at?.toISOString() ?? null, saidByService: s.capacity_by !== null,
        hours: s.hours?.map((h) => ({ day: h.byday, from: h.opens_at, to: h.closes_at })) ?? null, hoursAt: s.hours_at?.toISOString() ?? null,
      }));
    },
    /** What a partner says of its own service: room, referrals, hours. The caller of this has the grant to keep them. @throws UnknownTime */
    async keepOwn(tx: Tx, actor: Actor, serviceId: string, given: { capacity: 'open' | 'waiting_list' | 'full' | null; refers: boolean | null; hours: { day: string; from: string; to: string }[] | null }): Promise<void> {
      const service = await rows.serviceOf(tx, serviceId);
      if (!service || actor.kind !== 'partner' || service.organization_id !== actor.organizationId) throw notFound();
      const minutes = (text: string): number => (/^\d\d:\d\d$/.test(text) ? (clockTime(text)?.minutes ?? -1) : -1);
      if (given.hours?.some((h) => minutes(h.from) < 0 || minutes(h.to) <= minutes(h.from))) throw invalid('UnknownTime', 'These are no hours: each day needs a beginning and a later end.', 'Give them as 08:00 and 17:00.');
      await rows.setCapacity(tx, serviceId, given, actor.id, clock.now());
      await rows.setHours(tx, serviceId, given.hours?.map((h) => ({ byday: h.day, opens_at: h.from, closes_at: h.to, freq: 'WEEKLY' as const })) ?? null, actor.id, clock.now());
      await rebuildEntries(tx, [serviceId], newId(clock, random));
      await log(tx, actor, 'directory.kept-by-service', 'Service', serviceId);
      await publish(tx, 'directory');
    },
    /** Somebody called and found everything right. */
    async checkService(tx: Tx, actor: Actor, serviceId: string): Promise<void> {
      if (!(await rows.serviceOf(tx, serviceId))) throw notFound();
      await rows.setChecked(tx, serviceId, staff(actor).id, clock.now());
      await rebuildEntries(tx, [serviceId], newId(clock, random));
      await log(tx, actor, 'directory.checked', 'Service', serviceId);
    },
    /** Checks a number; it counts as checked once a second person did it too, for half a year. @throws SecondPersonNeeded when it is the same one again */
    async checkPhone(tx: Tx, actor: Actor, phoneId: string): Promise<{ checkedByTwo: boolean }> {
      const phone = await rows.phone(tx, phoneId);
      if (!phone) throw notFound();
      const { checkedByTwo, second } = await numbers.check(tx, 'phone', phone.id, phone.number, staff(actor).id);
      await log(tx, actor, second ? 'directory.phone.checked-second' : 'directory.phone.checked', 'Phone', phoneId);
      await publish(tx, 'directory');
      return { checkedByTwo };
    },
    /** Numbers of the directory that are to be checked again, for those who keep the checked numbers. */
    async numbersDue(tx: Tx, actor: Actor) {
      await access.authorize(tx, { actor, purpose: 'system-operation', action: 'official.write', subject: { type: 'Directory', id: 'officials' } });
      return numbers.due(tx);
    },
  };
}

/** What a result and a detail page both say. */
function shown(id: string, doc: EntryDoc, name: (term: string) => string | null) {
  return {
    id, serviceAtLocationId: doc.serviceAtLocationId ?? id, referable: doc.serviceAtLocationId !== null, service: doc.service, organization: doc.organization, organizationId: doc.organizationId, description: doc.about ?? '',
    needs: doc.terms.flatMap((t) => name(t) ?? []), languages: [...new Set(doc.languages.flatMap(([code, autonym]) => code ?? autonym ?? []))], residential: doc.residential, hours: hours(doc), city: doc.residential ? null : doc.city, state: doc.state,
    minimumAge: doc.minimum, maximumAge: doc.maximum, free: doc.costs.some((c) => c === 0) || (doc.costs.length === 0 && saysFree(doc.fees)), refers: doc.refers, capacity: doc.capacity,
  };
}
const clockText = (text: unknown): string => { const t = clockTime(text); return t ? `${String(Math.floor(t.minutes / 60)).padStart(2, '0')}:${String(t.minutes % 60).padStart(2, '0')}` : String(text ?? ''); };
const hours = (doc: EntryDoc): string => doc.schedules.filter((s) => s.opens_at || s.byday).map((s) => `${s.byday ?? ''} ${s.opens_at ? `${clockText(s.opens_at)}–${clockText(s.closes_at)}` : ''}`.trim()).join('; ');

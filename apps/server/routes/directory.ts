/** The directory, the partners' accounts and the local mailbox on the wire; and the directory as the public reads it. */
import { extname } from 'node:path';
import { readSheetBytes } from '#adapters/sources';
import { directory as ops } from '#contracts';
import { inTx, notFound } from '#core/kernel';
import type { RouteFn } from '../framework.ts';
import type { System } from '../wire.ts';

export function register(route: RouteFn, system: System): void {
  const { db, directory, referrals, staff } = system;
  route(ops.searchDirectory, ({ query }) => inTx(db, (tx) => directory.search(tx, query)));
  route(ops.readService, ({ params }) => inTx(db, (tx) => directory.details(tx, params.id)));
  route(ops.readServiceMap, ({ query }) => inTx(db, (tx) => directory.map(tx, query.services.split(','))));
  route(ops.findAreas, async ({ query }) => ({ areas: directory.areas.find(query.text, 12) }));
  route(ops.setCapacity, ({ params, body, actor }) => inTx(db, async (tx) => { await directory.setCapacity(tx, actor, params.id, body); return {}; }));
  route(ops.checkService, ({ params, actor }) => inTx(db, async (tx) => { await directory.checkService(tx, actor, params.id); return {}; }));
  route(ops.checkPhone, ({ params, actor }) => inTx(db, (tx) => directory.checkPhone(tx, actor, params.id)));
  route(ops.listNumbersDue, ({ actor }) => inTx(db, async (tx) => ({ numbers: await directory.numbersDue(tx, actor) })));
  route(ops.revealAddress, ({ params, actor }) => inTx(db, (tx) => directory.confidential.reveal(tx, actor, params.id)));
  route(ops.hideAddress, ({ params, actor }) => inTx(db, async (tx) => { await directory.hidePlace(tx, actor, params.id); return {}; }));

  route(ops.listImports, ({ actor }) => inTx(db, async (tx) => ({ imports: await directory.imports.list(tx, actor) })));
  route(ops.readImport, ({ params, actor }) => inTx(db, (tx) => directory.imports.report(tx, actor, params.id)));
  route(ops.listChanges, ({ params, query, actor }) => inTx(db, (tx) => directory.imports.changes(tx, actor, params.id, 100, query.offset ?? 0)));
  route(ops.decideChange, ({ params, body, actor }) => inTx(db, async (tx) => { await directory.imports.decide(tx, actor, params.id, body.change, body.decision); return {}; }));
  route(ops.applyImport, ({ params, body, actor }) => inTx(db, async (tx) => { await directory.imports.apply(tx, actor, params.id, body); return {}; }));
  route(ops.undoImport, ({ params, actor }) => inTx(db, async (tx) => { await directory.imports.undo(tx, actor, params.id); return {}; }));
  route(ops.discardImport, ({ params, actor }) => inTx(db, async (tx) => { await directory.imports.discard(tx, actor, params.id); return {}; }));

  route(ops.listSources, ({ actor }) => inTx(db, async (tx) => ({ sources: await directory.refreshes.sources(tx, actor) })));
  route(ops.addSource, ({ body, actor }) => inTx(db, (tx) => directory.refreshes.addSource(tx, actor, body)));
  route(ops.scheduleSource, ({ params, body, actor }) => inTx(db, async (tx) => { await directory.refreshes.setSchedule(tx, actor, params.id, body.schedule); return {}; }));
  route(ops.refreshSource, ({ params, actor }) => inTx(db, async (tx) => { await directory.refreshes.readNow(tx, actor, params.id); return {}; }));

  route(ops.readEnforcement, ({ actor }) => inTx(db, (tx) => directory.participation.review(tx, actor)));
  route(ops.putEnforcementList, async ({ body, actor }) => {
    const sheet = await readSheetBytes(Buffer.from(body.base64, 'base64'), extname(body.file).toLowerCase());
    return inTx(db, (tx) => directory.participation.importList(tx, actor, { publishedOn: body.publishedOn, file: body.file, ...sheet }));
  });
  route(ops.decideMatch, ({ body, actor }) => inTx(db, async (tx) => { await directory.participation.decide(tx, actor, body.agreementId, body.organizationId, body.same); return {}; }));

  route(ops.listPartners, () => inTx(db, async (tx) => ({ partners: await directory.organizations(tx) })));
  route(ops.invitePartner, ({ params, body, actor }) =>
    inTx(db, async (tx) => {
      if ((await directory.organizationName(tx, params.organizationId)) === undefined) throw notFound();
      const { secret } = await staff.invitePartner(tx, actor, { organizationId: params.organizationId, deskName: body.deskName });
      return { link: system.edge.enrolmentLink(secret, 'partner') };
    }));
  route(ops.readMailbox, ({ actor }) => inTx(db, async (tx) => ({ messages: await referrals.mailbox(tx, actor) })));

  const { api } = directory;
  route(ops.hsdsAbout, async () => ({ version: '3.0', profile: 'https://docs.openreferral.org/en/latest/hsds/', openapi_url: `${system.edge.origins[0] ?? ''}/openapi.json` }));
  route(ops.hsdsServices, ({ query }) => inTx(db, (tx) => api.page(tx, 'service', query)));
  route(ops.hsdsService, ({ params }) => inTx(db, (tx) => api.one(tx, 'service', params.id)));
  route(ops.hsdsOrganizations, ({ query }) => inTx(db, (tx) => api.page(tx, 'organization', query)));
  route(ops.hsdsOrganization, ({ params, query }) => inTx(db, (tx) => api.one(tx, 'organization', params.id, { fullService: query.full_service ?? false })));
  route(ops.hsdsServiceAtLocations, ({ query }) => inTx(db, (tx) => api.page(tx, 'service_at_location', query)));
  route(ops.hsdsServiceAtLocation, ({ params }) => inTx(db, (tx) => api.one(tx, 'service_at_location', params.id)));
  route(ops.hsdsTaxonomies, ({ query }) => inTx(db, (tx) => api.page(tx, 'taxonomy', query)));
  route(ops.hsdsTaxonomy, ({ params }) => inTx(db, (tx) => api.one(tx, 'taxonomy', params.id)));
  route(ops.hsdsTaxonomyTerms, ({ query }) => inTx(db, (tx) => api.page(tx, 'taxonomy_term', query)));
  route(ops.hsdsTaxonomyTerm, ({ params }) => inTx(db, (tx) => api.one(tx, 'taxonomy_term', params.id)));
  route(ops.hsdsLocation, ({ params }) => inTx(db, (tx) => api.location(tx, params.id)));
}

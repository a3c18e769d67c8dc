/** The public HSDS 3 API: names, parameters and envelope are those of the HSDS API reference. Read only, without confidential places. */
import { Type } from 'typebox';
import type { TProperties } from 'typebox';
import { operation } from '../operation.ts';

const page = Type.Object({
  total_items: Type.Integer(), total_pages: Type.Integer(), page_number: Type.Integer(), size: Type.Integer(), first_page: Type.Boolean(), last_page: Type.Boolean(), empty: Type.Boolean(), contents: Type.Array(Type.Any()),
});
const paging = { search: Type.Optional(Type.String({ maxLength: 200 })), page: Type.Optional(Type.Integer({ minimum: 1 })), per_page: Type.Optional(Type.Integer({ minimum: 1 })), format: Type.Optional(Type.Literal('json')), full: Type.Optional(Type.Boolean()) };
const about = {
  taxonomy_term_id: Type.Optional(Type.String()), taxonomy_id: Type.Optional(Type.String()), organization_id: Type.Optional(Type.String()), modified_after: Type.Optional(Type.String()), minimal: Type.Optional(Type.Boolean()), full: Type.Optional(Type.Boolean()),
};
const pages = <Q extends TProperties>(name: string, path: string, summary: string, query: Q) =>
  operation({ name, summary, method: 'GET', path: `/hsds/${path}`, callers: ['public'], perMinute: 600, query: Type.Object({ ...paging, ...query }, { additionalProperties: false }), result: page, errors: [] });
const one = <Q extends TProperties>(name: string, path: string, summary: string, query: Q) =>
  operation({ name, summary, method: 'GET', path: `/hsds/${path}/:id`, callers: ['public'], perMinute: 600, params: Type.Object({ id: Type.String() }), query: Type.Object(query), result: Type.Any(), errors: [] });

export const hsdsAbout = operation({
  name: 'hsdsAbout', summary: 'Which version of HSDS this API speaks.', method: 'GET', path: '/hsds', callers: ['public'],
  result: Type.Object({ version: Type.String(), profile: Type.String(), openapi_url: Type.String() }), errors: [],
});
export const hsdsServices = pages('hsdsServices', 'services', 'Services, a page at a time.', about);
export const hsdsService = one('hsdsService', 'services', 'One service with everything that hangs on it.', {});
export const hsdsOrganizations = pages('hsdsOrganizations', 'organizations', 'Organizations, a page at a time.', { full: Type.Optional(Type.Boolean()), full_service: Type.Optional(Type.Boolean()) });
export const hsdsOrganization = one('hsdsOrganization', 'organizations', 'One organization with everything that hangs on it.', { full_service: Type.Optional(Type.Boolean()) });
export const hsdsServiceAtLocations = pages('hsdsServiceAtLocations', 'service_at_locations', 'Services at places, a page at a time.', about);
export const hsdsServiceAtLocation = one('hsdsServiceAtLocation', 'service_at_locations', 'One service at a place.', {});
export const hsdsTaxonomies = pages('hsdsTaxonomies', 'taxonomies', 'Taxonomies, a page at a time.', {});
export const hsdsTaxonomy = one('hsdsTaxonomy', 'taxonomies', 'One taxonomy.', {});
export const hsdsTaxonomyTerms = pages('hsdsTaxonomyTerms', 'taxonomy_terms', 'Terms of taxonomies, a page at a time.', { taxonomy_id: Type.Optional(Type.String()), top_only: Type.Optional(Type.Boolean()), parent_id: Type.Optional(Type.String()) });
export const hsdsTaxonomyTerm = one('hsdsTaxonomyTerm', 'taxonomy_terms', 'One term of a taxonomy.', {});
export const hsdsLocation = one('hsdsLocation', 'locations', 'One place that may be known.', {});

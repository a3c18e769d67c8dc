/**
 * HSDS 3.0 (Human Services Data Specification, Open Referral) as data: every table, its file in a data package, its columns, and what nests in what in JSON.
 * A column is written `name`, then `:u` for a UUID or `:n` for a number (else text), `!` when the standard requires it always, `+` when it requires it
 * in tables (in JSON the nesting says it), and `=a|b` for a closed list.
 */
const TABLES: Record<string, [file: string, columns: string]> = {
  organization: ['organizations', 'id:u! name! alternate_name description! email website tax_status tax_id year_incorporated:n legal_status logo uri parent_organization_id:u'],
  organization_identifier: ['organization_identifiers', 'id:u! organization_id:u+ identifier_scheme identifier_type! identifier!'],
  program: ['programs', 'id:u! organization_id:u+ name! alternate_name description!'],
  service: ['services', 'id:u! organization_id:u+ program_id:u name! alternate_name description url email status!=active|inactive|defunct|temporarily_closed interpretation_services application_process fees_description wait_time fees accreditations eligibility_description minimum_age:n maximum_age:n assured_date assurer_email licenses alert last_modified'],
  service_area: ['service_areas', 'id:u! service_id:u name description extent extent_type uri'],
  required_document: ['required_documents', 'id:u! service_id:u document uri'],
  cost_option: ['cost_options', 'id:u! service_id:u+ valid_from valid_to option currency amount:n amount_description'],
  location: ['locations', 'id:u! location_type!=physical|postal|virtual url organization_id:u name alternate_name description transportation latitude:n longitude:n external_identifier external_identifier_type'],
  address: ['addresses', 'id:u! location_id:u attention address_1! address_2 city! region state_province! postal_code! country! address_type!=physical|postal|virtual'],
  accessibility: ['accessibility', 'id:u! location_id:u description details url'],
  service_at_location: ['service_at_location', 'id:u! service_id:u+ location_id:u+ description'],
  contact: ['contacts', 'id:u! organization_id:u service_id:u service_at_location_id:u location_id:u name title department email'],
  phone: ['phones', 'id:u! location_id:u service_id:u organization_id:u contact_id:u service_at_location_id:u number! extension:n type description'],
  schedule: ['schedules', 'id:u! service_id:u location_id:u service_at_location_id:u valid_from valid_to dtstart timezone:n until count:n wkst=MO|TU|WE|TH|FR|SA|SU freq=WEEKLY|MONTHLY interval:n byday byweekno bymonthday byyearday description opens_at closes_at schedule_link attending_type notes'],
  language: ['languages', 'id:u! service_id:u location_id:u phone_id:u name code note'],
  funding: ['funding', 'id:u! organization_id:u service_id:u source'],
  taxonomy: ['taxonomies', 'id:u! name! description! uri version'],
  taxonomy_term: ['taxonomy_terms', 'id:u! code name! description! parent_id:u taxonomy language taxonomy_id:u term_uri'],
  attribute: ['attributes', 'id:u! link_id:u+ taxonomy_term_id:u+ link_type link_entity+ value'],
  metadata: ['metadata', 'id:u! resource_id:u+ resource_type+ last_action_date! last_action_type! field_name! previous_value replacement_value updated_by!'],
  meta_table_description: ['meta_table_descriptions', 'id:u! name language character_set'],
};

export interface Column { name: string; type: 'text' | 'uuid' | 'number'; required: 'always' | 'in tables' | 'no'; values: readonly string[] | null }
export interface Table { name: string; file: string; columns: ReadonlyMap<string, Column> }

function column(text: string): Column {
  const [, name, type, mark, list] = /^([a-z0-9_]+)(:[un])?([!+])?(?:=(.+))?$/.exec(text)!;
  return {
    name: name!, type: type === ':u' ? 'uuid' : type === ':n' ? 'number' : 'text', required: mark === '!' ? 'always' : mark === '+' ? 'in tables' : 'no',
    values: list === undefined ? null : list.split('|').map((one) => one.replaceAll('_', ' ')),
  };
}

/** Every table of the standard, in an order in which what is pointed to comes first. */
export const HSDS: ReadonlyMap<string, Table> = new Map(Object.entries(TABLES).map(([name, [file, columns]]) =>
  [name, { name, file: `${file}.csv`, columns: new Map(columns.split(' ').map((one) => column(one)).map((c) => [c.name, c])) }]));

/** Where a nested array or object of JSON leads: `key: [table, column that names the parent]`; a single object is named by a column of the parent. */
export const MANY: Record<string, [table: string, parent: Record<string, string>]> = {
  funding: ['funding', { organization: 'organization_id', service: 'service_id' }],
  contacts: ['contact', { organization: 'organization_id', service: 'service_id', service_at_location: 'service_at_location_id', location: 'location_id' }],
  phones: ['phone', { organization: 'organization_id', service: 'service_id', service_at_location: 'service_at_location_id', location: 'location_id', contact: 'contact_id' }],
  locations: ['location', { organization: 'organization_id' }],
  programs: ['program', { organization: 'organization_id' }],
  organization_identifiers: ['organization_identifier', { organization: 'organization_id' }],
  services: ['service', { organization: 'organization_id' }],
  schedules: ['schedule', { service: 'service_id', service_at_location: 'service_at_location_id', location: 'location_id' }],
  service_areas: ['service_area', { service: 'service_id' }],
  service_at_locations: ['service_at_location', { service: 'service_id' }],
  languages: ['language', { service: 'service_id', location: 'location_id', phone: 'phone_id' }],
  cost_options: ['cost_option', { service: 'service_id' }],
  required_documents: ['required_document', { service: 'service_id' }],
  addresses: ['address', { location: 'location_id' }],
  accessibility: ['accessibility', { location: 'location_id' }],
};
export const ONE: Record<string, [table: string, column: string]> = {
  organization: ['organization', 'organization_id'], program: ['program', 'program_id'], location: ['location', 'location_id'], service: ['service', 'service_id'],
  taxonomy_term: ['taxonomy_term', 'taxonomy_term_id'], taxonomy_detail: ['taxonomy', 'taxonomy_id'],
};
/** Which single objects a table nests. */
export const SINGLE: Record<string, readonly string[]> = {
  service: ['organization', 'program'], service_at_location: ['location', 'service'], attribute: ['taxonomy_term'], taxonomy_term: ['taxonomy_detail'],
};
/** Columns that JSON says by nesting: they are left out there, and found again from it. */
export const BY_NESTING = new Set(['organization_id', 'service_id', 'location_id', 'program_id', 'service_at_location_id', 'contact_id', 'phone_id', 'taxonomy_term_id', 'taxonomy_id', 'link_id', 'resource_id']);
/** What a column points to, for the check of what leads nowhere. `link_id` and `resource_id` may point anywhere. */
export const POINTS_TO: Record<string, string> = {
  organization_id: 'organization', parent_organization_id: 'organization', service_id: 'service', location_id: 'location', program_id: 'program', service_at_location_id: 'service_at_location',
  contact_id: 'contact', phone_id: 'phone', taxonomy_term_id: 'taxonomy_term', taxonomy_id: 'taxonomy', parent_id: 'taxonomy_term',
};

/** One row of one table, its values typed; what the standard does not name is under `extra`. */
export interface Row { table: string; data: Record<string, unknown> & { id: string } }

-- The whole of HSDS 3 (Open Referral), in a schema of its own: table and column names are the standard's. What a source says beside the standard is in `extra`.
-- Nothing points by foreign key inside it: sources hold references that lead nowhere, and these are kept and reported, not lost. What a source no longer has gets `gone_at`
-- and stays, so that referrals keep the name of whom they went to, and an import can be taken back as a whole.
create schema hsds;
alter table service drop constraint service_organization_id_fkey;
alter table location drop constraint location_organization_id_fkey;
alter table service_at_location drop constraint service_at_location_service_id_fkey, drop constraint service_at_location_location_id_fkey;
alter table schedule drop constraint schedule_service_id_fkey;
alter table phone drop constraint phone_service_id_fkey;
alter table language drop constraint language_service_id_fkey;
alter table taxonomy_term drop constraint taxonomy_term_code_key;
alter table organization set schema hsds;
alter table hsds.organization
  alter email drop not null, add alternate_name text, add website text, add tax_status text, add tax_id text, add year_incorporated numeric, add legal_status text, add logo text, add uri text, add parent_organization_id uuid, add extra jsonb, add source_id uuid, add hash text, add gone_at timestamptz;
create table hsds.organization_identifier (id uuid primary key, organization_id uuid, identifier_scheme text, identifier_type text not null, identifier text not null, extra jsonb, source_id uuid, hash text, gone_at timestamptz);
create table hsds.program (id uuid primary key, organization_id uuid, name text not null, alternate_name text, description text not null, extra jsonb, source_id uuid, hash text, gone_at timestamptz);
alter table service set schema hsds;
alter table hsds.service
  alter organization_id drop not null, alter description drop not null, alter email drop not null, add program_id uuid, add alternate_name text, add url text, add interpretation_services text, add application_process text, add fees_description text, add wait_time text, add fees text, add accreditations text, add eligibility_description text, add minimum_age numeric, add maximum_age numeric, add assured_date text, add assurer_email text, add licenses text, add alert text, add last_modified text, add extra jsonb, add source_id uuid, add hash text, add gone_at timestamptz;
create table hsds.service_area (id uuid primary key, service_id uuid, name text, description text, extent text, extent_type text, uri text, extra jsonb, source_id uuid, hash text, gone_at timestamptz);
create table hsds.required_document (id uuid primary key, service_id uuid, document text, uri text, extra jsonb, source_id uuid, hash text, gone_at timestamptz);
create table hsds.cost_option (id uuid primary key, service_id uuid, valid_from text, valid_to text, option text, currency text, amount numeric, amount_description text, extra jsonb, source_id uuid, hash text, gone_at timestamptz);
alter table location set schema hsds;
alter table hsds.location
  alter organization_id drop not null, alter name drop not null, add url text, add alternate_name text, add description text, add transportation text, add latitude numeric, add longitude numeric, add external_identifier text, add external_identifier_type text, add extra jsonb, add source_id uuid, add hash text, add gone_at timestamptz;
create table hsds.address (id uuid primary key, location_id uuid, attention text, address_1 text not null, address_2 text, city text not null, region text, state_province text not null, postal_code text not null, country text not null, address_type text not null, extra jsonb, source_id uuid, hash text, gone_at timestamptz);
create table hsds.accessibility (id uuid primary key, location_id uuid, description text, details text, url text, extra jsonb, source_id uuid, hash text, gone_at timestamptz);
alter table service_at_location set schema hsds;
alter table hsds.service_at_location
  alter service_id drop not null, alter location_id drop not null, add description text, add extra jsonb, add source_id uuid, add hash text, add gone_at timestamptz;
create table hsds.contact (id uuid primary key, organization_id uuid, service_id uuid, service_at_location_id uuid, location_id uuid, name text, title text, department text, email text, extra jsonb, source_id uuid, hash text, gone_at timestamptz);
alter table phone set schema hsds;
alter table hsds.phone
  alter service_id drop not null, alter type drop not null, add location_id uuid, add organization_id uuid, add contact_id uuid, add service_at_location_id uuid, add extension numeric, add description text, add extra jsonb, add source_id uuid, add hash text, add gone_at timestamptz;
alter table schedule set schema hsds;
alter table hsds.schedule
  alter service_id drop not null, alter byday drop not null, alter opens_at drop not null, alter closes_at drop not null, add location_id uuid, add service_at_location_id uuid, add valid_from text, add valid_to text, add dtstart text, add timezone numeric, add until text, add count numeric, add wkst text, add freq text, add interval numeric, add byweekno text, add bymonthday text, add byyearday text, add description text, add schedule_link text, add attending_type text, add notes text, add extra jsonb, add source_id uuid, add hash text, add gone_at timestamptz;
alter table language set schema hsds;
alter table hsds.language
  alter service_id drop not null, alter name drop not null, alter code drop not null, add location_id uuid, add phone_id uuid, add note text, add extra jsonb, add source_id uuid, add hash text, add gone_at timestamptz;
create table hsds.funding (id uuid primary key, organization_id uuid, service_id uuid, source text, extra jsonb, source_id uuid, hash text, gone_at timestamptz);
create table hsds.taxonomy (id uuid primary key, name text not null, description text not null, uri text, version text, extra jsonb, source_id uuid, hash text, gone_at timestamptz);
alter table taxonomy_term set schema hsds;
alter table hsds.taxonomy_term
  alter code drop not null, alter taxonomy drop not null, add description text, add parent_id uuid, add language text, add taxonomy_id uuid, add term_uri text, add extra jsonb, add source_id uuid, add hash text, add gone_at timestamptz;
create table hsds.attribute (id uuid primary key, link_id uuid, taxonomy_term_id uuid, link_type text, link_entity text, value text, extra jsonb, source_id uuid, hash text, gone_at timestamptz);
create table hsds.metadata (id uuid primary key, resource_id uuid, resource_type text, last_action_date text not null, last_action_type text not null, field_name text not null, previous_value text, replacement_value text, updated_by text not null, extra jsonb, source_id uuid, hash text, gone_at timestamptz);
create table hsds.meta_table_description (id uuid primary key, name text, language text, character_set text, extra jsonb, source_id uuid, hash text, gone_at timestamptz);

update hsds.taxonomy_term set description = name where description is null;
alter table hsds.taxonomy_term alter description set not null;
insert into hsds.attribute (id, link_id, taxonomy_term_id, link_entity) select gen_random_uuid(), service_id, taxonomy_term_id, 'service' from service_taxonomy_term;
drop table service_taxonomy_term;

-- Ours, beside the standard: an import never touches these columns.
alter table hsds.service add accepts_referrals boolean, add capacity text check (capacity in ('open', 'waiting_list', 'full')), add capacity_at timestamptz, add checked_by uuid, add checked_at timestamptz;
-- Numbers of emergency centres and officials are checked by two people; a changed number has to be checked again.
alter table hsds.phone add checked_by uuid, add checked_by_second uuid, add checked_at timestamptz, add check (checked_by <> checked_by_second);
-- Where it is, is a protected value: it stands in confidential_address alone, encrypted under the location's own key.
alter table hsds.location add confidential boolean not null default false;
create table confidential_address (location_id uuid primary key, ciphertext bytea not null, sealed_at timestamptz not null);
alter table confidential_address enable row level security;
alter table confidential_address force row level security;
create policy address_of_one_location on confidential_address using (location_id::text = current_setting('havenline.location', true)) with check (location_id::text = current_setting('havenline.location', true));

create table confidential_mark (location_id uuid primary key);

create index service_at_location_location on hsds.service_at_location (location_id);
create index organization_parent on hsds.organization (parent_organization_id);
create index location_organization on hsds.location (organization_id);
create index attribute_link on hsds.attribute (link_id);
create index attribute_term on hsds.attribute (taxonomy_term_id);
create index metadata_resource on hsds.metadata (resource_id);
create index taxonomy_term_parent on hsds.taxonomy_term (parent_id);
create index organization_identifier_organization on hsds.organization_identifier (organization_id);
create index program_organization on hsds.program (organization_id);
create index contact_organization on hsds.contact (organization_id);
create index phone_organization on hsds.phone (organization_id);
create index funding_organization on hsds.funding (organization_id);
create index service_area_service on hsds.service_area (service_id);
create index required_document_service on hsds.required_document (service_id);
create index cost_option_service on hsds.cost_option (service_id);
create index contact_service on hsds.contact (service_id);
create index phone_service on hsds.phone (service_id);
create index schedule_service on hsds.schedule (service_id);
create index funding_service on hsds.funding (service_id);
create index address_location on hsds.address (location_id);
create index accessibility_location on hsds.accessibility (location_id);
create index contact_location on hsds.contact (location_id);
create index phone_location on hsds.phone (location_id);
create index schedule_location on hsds.schedule (location_id);
create index language_location on hsds.language (location_id);
create index contact_service_at_location on hsds.contact (service_at_location_id);
create index phone_service_at_location on hsds.phone (service_at_location_id);
create index schedule_service_at_location on hsds.schedule (service_at_location_id);
create index phone_contact on hsds.phone (contact_id);
create index language_phone on hsds.language (phone_id);

-- Where parts of the directory come from, and each reading of a source: read into rows here, compared, approved by a person, applied in one transaction, undone as a whole.
create table directory_source (
  id uuid primary key, name text not null unique, kind text not null check (kind in ('package', 'json', 'api')), address text not null,
  refresh_days integer check (refresh_days > 0), created_at timestamptz not null
);
create table directory_import (
  id uuid primary key, source_id uuid not null references directory_source,
  state text not null check (state in ('reading', 'checked', 'applied', 'undone', 'discarded')),
  -- the whole of the source: what it no longer has is gone; else rows are only added and changed
  whole boolean not null,
  -- where reading stopped, with what was kept, in one transaction
  cursor jsonb, fingerprint text, problem text,
  begun_by text not null, begun_at timestamptz not null, checked_at timestamptz, approved_by text, applied_at timestamptz, undone_by text, undone_at timestamptz,
  sequence bigint generated always as identity
);
create table directory_import_row (
  import_id uuid not null references directory_import, tbl text not null, id uuid not null, data jsonb, hash text, file text not null, line integer,
  change text check (change in ('new', 'changed', 'same', 'gone')), before jsonb, primary key (import_id, tbl, id)
);
create table directory_import_problem (
  import_id uuid not null references directory_import, number bigint generated always as identity, severity text not null check (severity in ('rejected', 'note')),
  file text not null, line integer, code text not null, message text not null, action text not null, primary key (import_id, number)
);

-- One row for each service at a place, as the search reads it. Search keeps them in memory and follows by revision.
create table directory_entry (id uuid primary key, service_id uuid not null, revision bigint not null, doc jsonb);
create index directory_entry_revision on directory_entry (revision);
create index directory_entry_service on directory_entry (service_id);
create table directory_revision (revision bigint primary key, tag uuid not null);

-- Published lists of agreements to take part in immigration enforcement. Each is kept as it was on its date. Not being on one is not a clearance.
create table enforcement_list (
  id uuid primary key, published_on date not null, file text not null, digest text not null, imported_at timestamptz not null, imported_by text not null, agreements integer not null, rejected jsonb not null
);
create table enforcement_agreement (
  id uuid primary key, list_id uuid not null references enforcement_list, line integer not null, agency text not null, state text not null, county text, kind text, model text, signed_on date, ori text
);
create index enforcement_agreement_list on enforcement_agreement (list_id);
create table enforcement_match (
  agreement_id uuid not null references enforcement_agreement, organization_id uuid not null references hsds.organization,
  how text not null check (how in ('ori', 'name', 'person')), state text not null check (state in ('matched', 'review', 'refused')), score real not null, decided_by text, decided_at timestamptz,
  primary key (agreement_id, organization_id)
);
create index enforcement_match_organization on enforcement_match (organization_id);
-- A date that was known without a list becomes a list of its own.
insert into enforcement_list select gen_random_uuid(), max(enforcement_participation_since), 'before the lists', '', now(), 'migration', count(*)::int, '[]' from hsds.organization where enforcement_participation_since is not null having count(*) > 0;
insert into enforcement_agreement select gen_random_uuid(), (select id from enforcement_list), row_number() over (order by id), name, '', null, null, null, enforcement_participation_since, null from hsds.organization where enforcement_participation_since is not null;
insert into enforcement_match select a.id, o.id, 'name', 'matched', 1, null, null from enforcement_agreement a join hsds.organization o on o.name = a.agency and o.enforcement_participation_since is not null;
alter table hsds.organization drop column enforcement_participation_since;

-- Whom the newest list concerns, surely or perhaps (until a person decides), by itself or by what it is part of.
create view enforcement_concerned as
  select o.id as organization_id, m.state = 'review' as doubtful, coalesce(a.signed_on, l.published_on) as since
  from enforcement_match m join enforcement_agreement a on a.id = m.agreement_id join enforcement_list l on l.id = a.list_id
    join hsds.organization o on o.id = m.organization_id or o.parent_organization_id = m.organization_id
  where m.state in ('matched', 'review') and l.id = (select id from enforcement_list order by published_on desc, imported_at desc limit 1);

grant usage on schema hsds to havenline_app;
grant select, insert, update on all tables in schema hsds to havenline_app;
grant select, insert, update on directory_source, directory_import, directory_entry, confidential_address, enforcement_match to havenline_app;
grant select, insert, update, delete on directory_import_row, directory_import_problem, directory_revision to havenline_app;
grant select on enforcement_concerned to havenline_app;
grant select, insert on enforcement_list, enforcement_agreement, confidential_mark to havenline_app;
grant delete on hsds.address to havenline_app;

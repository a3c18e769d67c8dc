-- The directory in the form of HSDS 3 (Open Referral). Column names are the standard's where it has one.
create table organization (
  id uuid primary key, name text not null, description text not null, email text,
  -- published agreements to take part in enforcement; null is not a clearance
  enforcement_participation_since date
);
create table service (
  id uuid primary key, organization_id uuid not null references organization, name text not null, description text not null,
  status text not null default 'active', email text,
  -- people live there: which one it is is itself a sealed place
  residential boolean not null default false
);
create table location (id uuid primary key, organization_id uuid not null references organization, name text not null, location_type text not null default 'physical');
create table service_at_location (id uuid primary key, service_id uuid not null references service, location_id uuid not null references location);
create table taxonomy_term (id uuid primary key, code text not null unique, name text not null, taxonomy text not null);
create table service_taxonomy_term (service_id uuid not null references service, taxonomy_term_id uuid not null references taxonomy_term, primary key (service_id, taxonomy_term_id));
create table schedule (id uuid primary key, service_id uuid not null references service, byday text not null, opens_at text not null, closes_at text not null);
create table phone (id uuid primary key, service_id uuid not null references service, number text not null, type text not null default 'voice');
create table language (id uuid primary key, service_id uuid not null references service, code text not null, name text not null);
create index service_organization on service (organization_id);
create index service_at_location_service on service_at_location (service_id);
create index language_service on language (service_id);
grant select, insert on organization, service, location, service_at_location, taxonomy_term, service_taxonomy_term, schedule, phone, language to havenline_app;

-- The emergency call centre of a place that a caller told: which area a checked number answers for, and where it takes documents.
-- A row is checked as a whole by two people; what changes is a new row.
alter table official_contact
  -- FIPS code of the state or county, chosen by the person who adds it
  add column area text check (area ~ '^([0-9]{2}|[0-9]{5})$'),
  -- where it accepts an EIDO document (NENA-STA-021)
  add column documents_url text check (documents_url ~ '^https://'),
  add constraint official_area check ((area is null and documents_url is null) or kind = 'emergency');
create index official_area on official_contact (area) where retired_at is null and area is not null;

-- A centre on the line is a further voice; unlike an outside line the counsellor does not leave the caller with it.
alter table contact_party add column official_id uuid references official_contact;
alter table contact_party drop constraint contact_party_check,
  add constraint contact_party_check check (state <> 'ringing' or staff_id is not null or line_id is not null or official_id is not null);

-- Of something passed on live: each time words were told or a document was sent, exactly those bytes, under the disclosure's own key.
create table disclosure_said (
  id uuid primary key,
  request_id uuid not null references disclosure_request,
  at timestamptz not null,
  form text not null check (form in ('spoken', 'eido')),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  ciphertext bytea not null,
  url text,
  state text not null check (state in ('spoken', 'queued', 'failing', 'delivered', 'failed')),
  attempts integer not null default 0,
  -- an error's code, never an answer's words
  error text,
  check ((form = 'eido') = (url is not null))
);
create index disclosure_said_request on disclosure_said (request_id, at);
alter table disclosure_said enable row level security;
alter table disclosure_said force row level security;
create policy said_of_one_disclosure on disclosure_said
  using (request_id::text = current_setting('havenline.disclosure', true))
  with check (request_id::text = current_setting('havenline.disclosure', true));
alter table disclosure_request add column official_id uuid references official_contact;
create index disclosure_request_contact on disclosure_request (contact_id) where contact_id is not null;
grant select, insert, update on disclosure_said to havenline_app;

-- The ask that is of use is looked up by its place.
create index sealed_grant_place on sealed_grant (place_id);

-- Pictures of papers, attached to a person of a case: encrypted in chunks under the person's key. No file name is kept.
create table document (
  id uuid primary key,
  case_id uuid not null references case_file,
  person_id uuid not null references person,
  kind text not null check (kind in ('identity', 'health', 'school', 'legal', 'other')),
  type text not null check (type in ('image/jpeg', 'image/png', 'image/webp')),
  bytes integer not null check (bytes between 1 and 10485760),
  header bytea not null,
  added_by uuid not null,
  added_at timestamptz not null
);
create index document_person on document (person_id);
create index document_case on document (case_id);
create table document_chunk (
  document_id uuid not null references document on delete cascade,
  case_id uuid not null,
  n integer not null check (n >= 0),
  ciphertext bytea not null,
  primary key (document_id, n)
);
alter table document enable row level security;
alter table document force row level security;
create policy document_of_one_case on document
  using (case_id::text = current_setting('havenline.case', true))
  with check (case_id::text = current_setting('havenline.case', true));
alter table document_chunk enable row level security;
alter table document_chunk force row level security;
create policy document_chunk_of_one_case on document_chunk
  using (case_id::text = current_setting('havenline.case', true))
  with check (case_id::text = current_setting('havenline.case', true));
grant select, insert, delete on document, document_chunk to havenline_app;

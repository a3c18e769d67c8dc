-- What somebody asks to give out: to whom, why, exactly which fields, who agreed. Values and words are ciphertext in the two tables below.
create table disclosure_request (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in ('asked', 'approved', 'refused', 'released', 'expired', 'withdrawn')),
  purpose text not null check (purpose in ('service-referral', 'mandated-report', 'threat-to-life', 'legal-representation', 'data-subject-request', 'legal-demand')),
  case_id uuid references case_file,
  contact_id uuid,
  -- a threat to life is about one child
  person_id uuid,
  -- as lists may show it: where people live is not named
  recipient text not null,
  recipient_sealed boolean not null,
  organization_id uuid,
  -- what the list of those who take part in enforcement said when it was asked; null is not a clearance
  enforcement_since date,
  via text not null check (via in ('portal', 'handover', 'spoken')),
  basis jsonb not null,
  fields jsonb not null,
  notice text not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  -- who is asked just now to be the second person, of those on call
  asked_of uuid,
  decided_by uuid,
  decided_at timestamptz,
  shown_seconds integer not null check (shown_seconds > 0),
  released_at timestamptz,
  expires_at timestamptz,
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  child_side text not null check (child_side in ('agreed', 'will_be_told', 'told', 'not_told')),
  child_side_at timestamptz,
  child_side_due_at timestamptz,
  review_due_at timestamptz,
  reviewed_by uuid,
  reviewed_at timestamptz,
  review_right boolean,
  constraint second_person check (decided_by <> asked_by),
  constraint reviewer check (reviewed_by <> asked_by and reviewed_by <> decided_by),
  check (purpose <> 'threat-to-life' or person_id is not null or via = 'spoken'),
  check (purpose <> 'threat-to-life' or shown_seconds <= 1800),
  check (enforcement_since is null or purpose = 'threat-to-life')
);
create index disclosure_request_case on disclosure_request (case_id);
create index disclosure_request_open on disclosure_request (asked_at) where state in ('asked', 'approved', 'released');
create index disclosure_request_organization on disclosure_request (organization_id) where via = 'portal';

-- What leaves, part by part, under the key of the person it is about; without ciphertext it is a sealed place that was not opened yet.
create table disclosure_part (
  id uuid primary key,
  request_id uuid not null references disclosure_request,
  person_id uuid not null,
  field text not null,
  label text not null,
  place_in_order integer not null,
  ciphertext bytea,
  sealed_ask uuid
);
create index disclosure_part_request on disclosure_part (request_id);
create index disclosure_part_person on disclosure_part (person_id);
alter table disclosure_part enable row level security;
alter table disclosure_part force row level security;
create policy part_of_one_disclosure on disclosure_part
  using (request_id::text = current_setting('havenline.disclosure', true))
  with check (request_id::text = current_setting('havenline.disclosure', true));
-- The threat in words, why it is right, why the child's side was not told: under the disclosure's own key.
create table disclosure_word (
  request_id uuid not null references disclosure_request,
  field text not null check (field in ('to', 'threat', 'why', 'not_told', 'review')),
  ciphertext bytea not null,
  primary key (request_id, field)
);
alter table disclosure_word enable row level security;
alter table disclosure_word force row level security;
create policy word_of_one_disclosure on disclosure_word
  using (request_id::text = current_setting('havenline.disclosure', true))
  with check (request_id::text = current_setting('havenline.disclosure', true));

-- The ledger's lines say which request they came from, what bytes left, and who agreed.
alter table disclosure add column request_number text, add column sha256 text check (sha256 ~ '^[0-9a-f]{64}$'), add column approved_by uuid;
create index disclosure_at on disclosure (at desc);
create index disclosure_request_number on disclosure (request_number);

-- Who is on call to be the second person for a threat to life, in which order.
create table on_call (
  id uuid primary key,
  staff_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  position integer not null,
  check (ends_at > starts_at)
);
create index on_call_now on on_call (ends_at);

-- Numbers of officials and emergency services, each checked by two different people; an old check counts no more.
create table official_contact (
  id uuid primary key,
  name text not null,
  kind text not null check (kind in ('emergency', 'police', 'child_protection', 'hospital', 'court', 'school', 'other')),
  number text not null,
  source text not null,
  enforcement_participation_since date,
  checked_by uuid not null,
  checked_at timestamptz not null,
  second_checked_by uuid,
  second_checked_at timestamptz,
  retired_at timestamptz,
  constraint two_people check (second_checked_by <> checked_by),
  check ((second_checked_by is null) = (second_checked_at is null))
);

-- Tasks are made by many features; each may finish its own by what it refers to.
alter table task drop constraint task_kind_check, add constraint task_kind_check check (kind ~ '^[a-z_]{1,40}$');
alter table task add column ref text;
create index task_ref on task (ref) where done_at is null;

grant select, insert, update on disclosure_request, official_contact to havenline_app;
grant select, insert, update, delete on disclosure_part, disclosure_word to havenline_app;
grant select, insert, delete on on_call to havenline_app;

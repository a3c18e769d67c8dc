create table referral (
  id uuid primary key,
  number text not null unique,
  case_id uuid not null references case_file,
  service_at_location_id uuid not null references service_at_location,
  organization_id uuid not null references organization,
  created_by uuid not null,
  state text not null check (state in ('draft', 'sent', 'received', 'accepted', 'declined', 'in_service', 'outcome', 'revoked', 'expired')),
  urgency text not null check (urgency in ('now', 'today', 'week')),
  need text not null,
  fields jsonb not null,
  consent jsonb not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  answered_at timestamptz,
  escalated_at timestamptz,
  decline_reason text,
  outcome text
);
create index referral_case on referral (case_id);
create index referral_organization on referral (organization_id);
-- What leaves, field by field, under the key of the person it is about. Emptied when the referral is revoked or runs out.
create table referral_payload (
  id uuid primary key,
  referral_id uuid not null references referral,
  person_id uuid not null,
  field text not null,
  label text not null,
  ciphertext bytea not null
);
create index referral_payload_referral on referral_payload (referral_id);
alter table referral_payload enable row level security;
alter table referral_payload force row level security;
create policy payload_of_one_referral on referral_payload
  using (referral_id::text = current_setting('havenline.referral', true))
  with check (referral_id::text = current_setting('havenline.referral', true));
-- The ledger: everything protected that leaves the centre. Rows are never changed by the server; a revocation is a row of its own.
create table disclosure (
  id uuid primary key,
  at timestamptz not null,
  kind text not null check (kind in ('disclosed', 'revoked')),
  recipient text not null,
  -- null where people live: the ledger too must not name the place
  recipient_organization_id uuid,
  purpose text not null,
  legal_basis text not null,
  fields jsonb not null,
  asked_by uuid not null,
  expires_at timestamptz not null,
  notice text not null,
  referral_number text
);
create table mailbox_message (
  id uuid primary key,
  to_address text not null,
  subject text not null,
  text text not null,
  at timestamptz not null,
  state text not null check (state in ('queued', 'delivered', 'failing', 'failed')),
  attempts integer not null default 0,
  error text,
  case_id uuid,
  referral_number text
);
create index mailbox_message_at on mailbox_message (at desc);
grant select, insert, update on referral, mailbox_message to havenline_app;
grant select, insert, delete on referral_payload to havenline_app;
grant select, insert on disclosure to havenline_app;

-- Further voices in a conversation, outside numbers that may be dialled, and what a caller who cannot speak freely needs.
create table outside_line (
  id uuid primary key,
  name text not null,
  kind text not null check (kind in ('interpreter', 'service')),
  languages text[] not null,
  -- an agency's published number, never a caller's
  number text not null,
  removed_at timestamptz
);
-- Which numbers may be dialled at all: prefixes, the longest one decides. "national" stands for a number without a country code.
create table dial_rule (
  only_one boolean primary key default true check (only_one),
  allowed text[] not null,
  refused text[] not null
);
insert into dial_rule (allowed, refused)
  values ('{national,+1,+52,+501,+502,+503,+504,+505,+506,+507,+509,+55}', '{+1900,+1976,900,976,1900,1976,011}');
create table contact_party (
  -- also the engine's name of their side of the call
  id uuid primary key,
  contact_id uuid not null references contact,
  kind text not null check (kind in ('interpreter', 'counsellor', 'supervisor', 'outside')),
  mode text not null check (mode in ('join', 'listen', 'whisper')),
  state text not null check (state in ('asked', 'ringing', 'joined', 'ended')),
  -- null while any fitting interpreter may take it
  staff_id uuid,
  line_id uuid references outside_line,
  asked_by uuid not null,
  language text,
  to_language text,
  muted boolean not null default false,
  asked_at timestamptz not null,
  joined_at timestamptz,
  ended_at timestamptz,
  reason text,
  check (state <> 'ringing' or staff_id is not null or line_id is not null)
);
create index contact_party_open on contact_party (contact_id) where state <> 'ended';
create index contact_party_staff on contact_party (staff_id) where state <> 'ended';
alter table contact
  -- a cold transfer: whom the contact is for, and who passed it on
  add column wanted_staff uuid,
  add column passed_by uuid,
  add column passed_at timestamptz,
  -- the caller talks on with an outside number, without us
  add column handed_out boolean not null default false,
  add column help_at timestamptz,
  add column duress_at timestamptz,
  add column disposition text check (disposition in ('silent', 'hang_up', 'prank', 'wrong_number', 'abuse'));
-- A block knows a number only as a keyed hash; the key of a day and its blocks are deleted with the day.
create table block_key (
  day date primary key,
  key bytea not null
);
create table caller_block (
  id uuid primary key,
  day date not null references block_key on delete cascade,
  token bytea not null,
  state text not null check (state in ('proposed', 'approved', 'refused')),
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  decided_by uuid,
  check (state = 'proposed' or decided_by <> proposed_by)
);
create unique index caller_block_token on caller_block (day, token);
grant select, insert, update on outside_line, contact_party to havenline_app;
grant select, update on dial_rule to havenline_app;
grant select, insert, delete on block_key to havenline_app;
grant select, insert, update on caller_block to havenline_app;

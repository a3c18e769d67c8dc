-- Recordings: off unless a centre turns them on, begun when everybody on the line has said yes. The sound is in files, encrypted; here is what was asked, answered and heard.
create table recording_setting (
  only_one boolean primary key default true check (only_one),
  enabled boolean not null default false,
  keep_days integer not null default 7 check (keep_days between 1 and 30)
);
insert into recording_setting default values;
create table recording (
  id uuid primary key,
  contact_id uuid not null references contact,
  kind text not null check (kind in ('call', 'message')),
  language text not null,
  state text not null check (state in ('asking', 'recording', 'paused', 'over')),
  reason text check (reason in ('refused', 'stopped', 'failed', 'ended')),
  -- the voice that refused or stopped it
  ended_by text,
  asked_by uuid,
  asked_at timestamptz not null,
  ended_at timestamptz,
  erase_at timestamptz,
  erased_at timestamptz,
  check ((state = 'over') = (reason is not null))
);
create unique index recording_open on recording (contact_id) where state <> 'over';
create index recording_contact on recording (contact_id, asked_at);
create index recording_kept on recording (kind, ended_at) where state = 'over' and erased_at is null;
-- Who was asked, when, in which language, and what they said.
create table recording_consent (
  recording_id uuid not null references recording,
  -- "caller", "staff:ID" or "line:ID" of a party by telephone
  voice text not null,
  language text not null,
  answer text not null check (answer in ('asked', 'yes', 'no')),
  asked_at timestamptz not null,
  answered_at timestamptz,
  primary key (recording_id, voice)
);
-- One file each: a pause ends a take, going on begins the next.
create table recording_take (
  id uuid primary key,
  recording_id uuid not null references recording,
  began_at timestamptz not null,
  ended_at timestamptz,
  seconds double precision
);
create index on recording_take (recording_id, began_at);
create index recording_take_open on recording_take (began_at) where ended_at is null;
create table recording_heard (
  id uuid primary key,
  recording_id uuid not null references recording,
  staff_id uuid not null,
  purpose text not null,
  at timestamptz not null
);
create index on recording_heard (recording_id, at);
grant select, update on recording_setting to havenline_app;
grant select, insert, update on recording, recording_consent, recording_take to havenline_app;
grant select, insert on recording_heard to havenline_app;

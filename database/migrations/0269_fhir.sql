-- A partner's machine may be a FHIR R4 server: a referral is a Task there, and how it stands is asked for. Which Task it is, and what it said when it was last asked; no content.
alter table partner_way add column kind text not null default 'webhook' check (kind in ('webhook', 'fhir'));
create table referral_task (
  referral_number text primary key,
  way_id uuid not null references partner_way,
  task_id text not null check (task_id ~ '^[A-Za-z0-9.-]{1,64}$'),
  at timestamptz not null,
  -- the status that it said last, and the one that a person was shown because we cannot act on it
  status text check (length(status) <= 40),
  shown text check (length(shown) <= 40),
  asked_at timestamptz,
  failures integer not null default 0,
  -- nobody asks any more
  over boolean not null default false
);
grant select, insert, update on referral_task to havenline_app;

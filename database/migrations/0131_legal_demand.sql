-- Court orders and subpoenas: through counsel, person by person, item by item. What an item asks is ciphertext: it names somebody.
create table legal_demand (
  id uuid primary key,
  number text not null unique,
  kind text not null check (kind in ('subpoena', 'court_order', 'warrant', 'other')),
  from_whom text not null,
  court text not null,
  served_at timestamptz not null,
  answer_due_at timestamptz not null check (answer_due_at > served_at),
  registered_by uuid not null,
  registered_at timestamptz not null,
  counsel text,
  answered_at timestamptz,
  answer_sha256 text
);
create index legal_demand_open on legal_demand (answer_due_at) where answered_at is null;
create table legal_demand_item (
  id uuid primary key,
  demand_id uuid not null references legal_demand,
  position integer not null,
  asked bytea not null,
  decision text check (decision in ('object', 'narrow', 'comply', 'nothing_held')),
  -- counsel's letter that decided it, and who recorded it
  counsel_reference text,
  recorded_by uuid,
  decided_at timestamptz,
  disclosure_number text,
  unique (demand_id, position),
  check ((decision is null) = (counsel_reference is null) and (decision is null) = (decided_at is null))
);
-- A hold stops the clock of retention for named people only.
create table legal_hold (
  id uuid primary key,
  person_id uuid not null,
  demand_number text not null,
  placed_by uuid not null,
  placed_at timestamptz not null,
  lifted_at timestamptz,
  lifted_by uuid
);
create index legal_hold_person on legal_hold (person_id) where lifted_at is null;
grant select, insert, update on legal_demand, legal_demand_item, legal_hold to havenline_app;

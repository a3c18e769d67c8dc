-- Contacts by phone and chat, offers, the record while it is written, and callbacks. Nothing here says from which number or address anybody came.
create table contact (
  id uuid primary key,
  number text not null unique,
  channel text not null check (channel in ('phone', 'chat')),
  language text not null,
  state text not null check (state in ('arriving', 'waiting', 'offered', 'connecting', 'talking', 'wrap_up', 'closed', 'abandoned', 'callback')),
  counsellor_id uuid,
  -- kept through every offer: whoever waits longest is next
  waiting_since timestamptz not null,
  started_at timestamptz not null,
  answered_at timestamptz,
  ended_at timestamptz,
  wrap_up_ends_at timestamptz,
  on_hold boolean not null default false,
  muted boolean not null default false,
  -- the engine's own name of the call, taken away when the contact ends
  call_id text unique,
  leg_id text,
  chosen text[] not null default '{}',
  returning_of uuid references contact,
  seq integer not null default 0,
  check (state not in ('connecting', 'talking', 'wrap_up') or counsellor_id is not null)
);
create index contact_open on contact (state, waiting_since) where state not in ('closed', 'abandoned', 'callback');
create index contact_started on contact (started_at);
create index contact_counsellor on contact (counsellor_id) where state in ('offered', 'connecting', 'talking', 'wrap_up');
create table offer (
  id uuid primary key,
  contact_id uuid not null references contact,
  staff_id uuid not null,
  state text not null check (state in ('pending', 'accepted', 'declined', 'expired', 'withdrawn')),
  made_at timestamptz not null,
  expires_at timestamptz not null,
  decided_at timestamptz
);
-- one offer at a time, from both sides: a race that the code missed ends here
create unique index offer_of_contact on offer (contact_id) where state = 'pending';
create unique index offer_to_staff on offer (staff_id) where state = 'pending';
create index on offer (contact_id, made_at);
create table staff_routing (staff_id uuid primary key, auto_accept boolean not null default false);
create table contact_draft (
  contact_id uuid primary key references contact,
  revision integer not null,
  form bytea not null,
  saved_at timestamptz not null
);
create table chat_session (
  contact_id uuid primary key references contact,
  secret_hash bytea not null unique,
  caller_typing_at timestamptz,
  counsellor_typing_at timestamptz,
  ended_at timestamptz
);
create table chat_message (
  contact_id uuid not null references contact,
  seq integer not null,
  client_id text not null,
  sender text not null check (sender in ('caller', 'counsellor', 'system')),
  text bytea not null,
  at timestamptz not null,
  primary key (contact_id, seq),
  unique (contact_id, sender, client_id)
);
-- Ciphertext too is read one contact at a time: a query that was not told which contact it is for finds no row.
alter table contact_draft enable row level security;
alter table contact_draft force row level security;
create policy draft_of_one_contact on contact_draft
  using (contact_id::text = current_setting('havenline.contact', true)) with check (contact_id::text = current_setting('havenline.contact', true));
alter table chat_message enable row level security;
alter table chat_message force row level security;
create policy messages_of_one_contact on chat_message
  using (contact_id::text = current_setting('havenline.contact', true)) with check (contact_id::text = current_setting('havenline.contact', true));
-- Only a keyed hash of the four words: nobody reads a code out of the database.
create table contact_code (
  code_hash bytea primary key,
  contact_id uuid not null references contact,
  made_at timestamptz not null
);
create table callback (
  id uuid primary key,
  -- the contact whose key the number is encrypted under; also the contact that goes on when it is taken
  contact_id uuid not null unique references contact,
  language text not null,
  requested_at timestamptz not null,
  state text not null check (state in ('open', 'taken', 'done')),
  attempts integer not null default 0,
  -- encrypted; erased when done
  number bytea
);
grant select, insert, update on contact, offer, staff_routing, contact_draft, chat_session, chat_message, callback to havenline_app;
grant select, insert on contact_code to havenline_app;

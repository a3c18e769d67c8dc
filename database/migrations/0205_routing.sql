-- What routing knows: people's skills with their levels, breaks that are kept, the rules of a centre, what moves a contact forward, and why each offer was made.
alter table staff_presence drop constraint staff_presence_state_check;
alter table staff_presence
  add constraint staff_presence_state_check check (state in ('off', 'available', 'break', 'meal', 'training')),
  -- nothing is put before them until then: after a hard contact, or because a supervisor said so
  add column pause_until timestamptz,
  add column pause_why text check (pause_why in ('hard_contact', 'supervisor')),
  -- their browser: when it was last there (null: never), and since when it is lost
  add column seen_at timestamptz,
  add column lost_at timestamptz;
-- Each change of presence, for adherence.
create table presence_spell (
  staff_id uuid not null references staff_account,
  state text not null,
  since timestamptz not null,
  primary key (staff_id, since)
);
alter table staff_routing
  -- {"mam": 3, "children": 2}: 1 can, 2 works in it, 3 grew up with it or is trained for it
  add column skills jsonb not null default '{}',
  add column chats_at_most smallint not null default 3 check (chats_at_most between 0 and 6);
-- A time at which nothing is put before somebody, known before.
create table staff_break (
  id uuid primary key,
  staff_id uuid not null references staff_account,
  kind text not null check (kind in ('break', 'meal', 'training')),
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at)
);
create index on staff_break (staff_id, ends_at);
create table routing_rule (
  only_one boolean primary key default true check (only_one),
  pause_seconds integer not null default 300,
  -- contacts an hour that one person takes at most; null: no cap
  hourly_at_most integer,
  surge text not null default 'auto' check (surge in ('off', 'auto', 'on')),
  surge_from integer not null default 20,
  -- so long a call is for the people of the site (the engine) where it arrived; null: sites do not matter
  overflow_seconds integer,
  closed_sites text[] not null default '{}',
  -- [{"language": "mam", "channel": null, "skill": "children", "level": 2, "seconds": 60}]; seconds null: required
  wishes jsonb not null default '[]'
);
insert into routing_rule default values;
alter table contact
  -- what is said of danger and of a child calling, as seconds forward, and needs that a counsellor marked; taken away when the conversation ends
  add column credit integer not null default 0,
  add column needs jsonb not null default '[]',
  -- the place in the line: when it came, less the credit; far before everything when a supervisor pulled it forward
  add column line_at timestamptz,
  add column pulled_at timestamptz,
  -- whom routing chose to interpret
  add column interpreter_id uuid,
  add column hard boolean not null default false;
update contact set line_at = waiting_since;
alter table contact alter column line_at set not null;
create index contact_in_line on contact (channel, language, line_at) where state = 'waiting';
alter table offer
  add column because jsonb,
  add column interpreter_id uuid;
create index offer_taken on offer (staff_id, decided_at) where state = 'accepted';
create index offer_by_time on offer (made_at);
create table line_pull (
  id uuid primary key,
  contact_id uuid not null references contact,
  pulled_by uuid not null,
  reason text not null check (reason in ('danger', 'child', 'long_wait', 'came_back', 'language')),
  at timestamptz not null
);
create index on line_pull (at);
grant select, insert on line_pull to havenline_app;
grant select, insert, update on presence_spell to havenline_app;
grant select, insert, delete on staff_break to havenline_app;
grant select, update on routing_rule to havenline_app;

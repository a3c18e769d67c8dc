-- A request of a person covers the conversations of their case: each of its parts is an item, which goes with the person, or stays because it
-- concerns somebody else too; the officer says which, one by one. A conversation that was erased is a row of facts, and has no words.
create table subject_request_item (
  request_id uuid not null references subject_request,
  position integer not null,
  contact_id uuid not null references contact,
  part text not null check (part in ('words', 'recording')),
  recording_id uuid references recording,
  decision text check (decision in ('theirs', 'others', 'both')),
  -- nobody: there is nobody else in the case whom it could concern
  decided_by uuid,
  decided_at timestamptz,
  done_at timestamptz,
  primary key (request_id, position),
  unique nulls not distinct (request_id, contact_id, part, recording_id),
  check ((part = 'recording') = (recording_id is not null)),
  check ((decision is null) = (decided_at is null)),
  check (done_at is null or decision = 'theirs')
);
alter table subject_request_item enable row level security;
alter table subject_request_item force row level security;
create policy item_of_one_request on subject_request_item
  using (request_id::text = current_setting('havenline.request', true))
  with check (request_id::text = current_setting('havenline.request', true));
grant select, insert, update on subject_request_item to havenline_app;
-- Erased, but a hold on somebody else keeps a conversation: it goes when that ends.
alter table subject_request add column waits_for_hold boolean not null default false;
create index subject_request_waits on subject_request (id) where waits_for_hold;
alter table contact add column erased_at timestamptz;
grant delete on contact_draft, chat_message, chat_session, contact_code to havenline_app;

-- The whole life of a referral: drafts, a named legal basis beside consent, waiting lists, an outcome from a list, deadlines of a service's own, and the steps taken when nobody answers.
alter table referral drop constraint referral_state_check;
alter table referral add constraint referral_state_check check (state in ('draft', 'sent', 'received', 'accepted', 'declined', 'waitlisted', 'in_service', 'outcome', 'revoked', 'expired'));
alter table referral
  alter consent drop not null, alter due_at drop not null,
  -- a code of core/referral/legal-bases.ts; there is no free text that stands for consent
  add legal_basis text,
  -- the referral that this one was made after
  add again_of uuid references referral,
  -- whose key the messages are under; null: the referral's own
  add about_person uuid,
  add sent_at timestamptz, add readable_until timestamptz, add waitlist_until date, add ended_at timestamptz,
  add first_answer text check (first_answer in ('accept', 'decline', 'waitlist')), add decline_code text, add outcome_code text;
update referral set sent_at = created_at, readable_until = created_at + interval '30 days' where state <> 'draft';
alter table referral add check (sent_at is null or (consent is null) <> (legal_basis is null));
create index referral_sent on referral (sent_at);

-- What was done because nobody answered, each step once.
create table referral_step (
  referral_id uuid not null references referral,
  step text not null,
  at timestamptz not null,
  primary key (referral_id, step)
);
insert into referral_step select id, 'supervisor', escalated_at from referral where escalated_at is not null;
alter table referral drop column escalated_at;
grant select, insert on referral_step to havenline_app;
update job set name = 'referral.step', payload = payload || '{"step": "supervisor"}' where name = 'referral.deadline';

-- Messages between the centre and the service about one referral: under the person's key like what was sent, deleted when the referral ends.
create table referral_message (
  id uuid primary key,
  sequence bigint generated always as identity,
  referral_id uuid not null references referral,
  person_id uuid,
  side text not null check (side in ('centre', 'service')),
  by uuid not null,
  at timestamptz not null,
  -- what the writer's screen called it: sent again after a lost answer, it is kept once
  client_id uuid not null,
  ciphertext bytea not null,
  read_at timestamptz,
  unique (referral_id, client_id)
);
create index referral_message_referral on referral_message (referral_id);
alter table referral_message enable row level security;
alter table referral_message force row level security;
create policy message_of_one_referral on referral_message
  using (referral_id::text = current_setting('havenline.referral', true))
  with check (referral_id::text = current_setting('havenline.referral', true));
grant select, insert, update (read_at), delete on referral_message to havenline_app;

-- By when a service answers, where it is not what the centre asks of everybody.
create table service_deadline (
  service_id uuid not null,
  urgency text not null check (urgency in ('now', 'today', 'week')),
  minutes integer not null,
  set_by uuid not null,
  set_at timestamptz not null,
  primary key (service_id, urgency),
  check (minutes between 5 and case urgency when 'now' then 60 when 'today' then 720 else 10080 end)
);
grant select, insert, update, delete on service_deadline to havenline_app;

-- What a service says of itself: hours beside the source's, and who said it when. An import never touches these columns.
alter table hsds.service add capacity_by uuid, add hours jsonb, add hours_at timestamptz, add hours_by uuid;

-- What somebody of a partner agency may do there.
alter table staff_account add partner_roles text[] not null default '{}';
update staff_account set partner_roles = '{manages,answers,reads}' where kind = 'partner';
alter table staff_account add check (kind = 'partner' or partner_roles = '{}'), add check (partner_roles <@ '{manages,answers,reads}'::text[]);

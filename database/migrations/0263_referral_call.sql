-- How a service was told of a referral, and the calls where it is told by telephone: whom they reached (a role, never a name), what came of it, and the hash of what was read. No content.
alter table referral add column told_by text check (told_by in ('portal', 'machine', 'phone'));
create table referral_call (
  id uuid primary key,
  referral_id uuid not null references referral,
  -- what the caller's screen called it: sent again after a lost answer, it is kept once
  client_id uuid not null,
  at timestamptz not null,
  by uuid not null,
  reached text not null check (reached in ('nobody', 'voicemail', 'wrong_number', 'reception', 'intake', 'worker', 'manager')),
  said text not null check (said in ('not_reached', 'refused', 'told', 'accept', 'waitlist', 'decline')),
  -- of what was read, where something was
  sha256 text,
  -- when somebody is to try again, and when they were asked to
  again_at timestamptz,
  asked_at timestamptz,
  unique (referral_id, client_id),
  check ((said = 'not_reached') = (again_at is not null)),
  check ((said in ('not_reached', 'refused')) = (sha256 is null))
);
create index referral_call_referral on referral_call (referral_id, at);
grant select, insert, update (asked_at) on referral_call to havenline_app;

-- The machine of a partner: where referrals are sent as signed messages. One sets it up, another checks it; what changes is a new row. The key is derived and stands nowhere.
create table partner_way (
  id uuid primary key,
  organization_id uuid not null,
  url text not null check (url ~ '^https://'),
  key_version integer not null check (key_version > 0),
  rotated_at timestamptz,
  set_by uuid not null,
  set_at timestamptz not null,
  second_checked_by uuid,
  second_checked_at timestamptz,
  retired_at timestamptz,
  constraint two_people check (second_checked_by <> set_by),
  check ((second_checked_by is null) = (second_checked_at is null))
);
create unique index partner_way_live on partner_way (organization_id) where retired_at is null and second_checked_by is not null;

-- What was sent over it: which notice of which referral, how often it was tried. No content; the id is the message's name.
create table referral_delivery (
  id uuid primary key,
  referral_number text not null,
  way_id uuid not null references partner_way,
  notice text not null check (notice in ('sent', 'reminder', 'message', 'outcome', 'revoked')),
  at timestamptz not null,
  state text not null check (state in ('queued', 'failing', 'delivered', 'failed', 'given_up')),
  attempts integer not null default 0,
  -- an error's code, never an answer's words
  error text
);
create index referral_delivery_at on referral_delivery (at desc);

grant select, insert, update on partner_way, referral_delivery to havenline_app;

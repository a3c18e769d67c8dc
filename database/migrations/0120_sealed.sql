-- Sealed places: where a child is, told to us for help. The app's role may not read the table at all: there is no list of places for an
-- injection or a stolen password to read. A place goes in by one function and comes out by one, for one grant that two people agreed on.
-- What comes out is still ciphertext, under two keys that are not in this database.
create table sealed_place (
  id uuid primary key,
  subject_kind text not null check (subject_kind in ('person', 'contact')),
  subject_id uuid not null,
  case_id uuid,
  ciphertext bytea not null,
  put_by uuid not null,
  put_at timestamptz not null,
  unique (subject_kind, subject_id)
);
alter table sealed_place enable row level security;
alter table sealed_place force row level security;
-- Inside the functions below the current user is the owner; for the app's role no row exists even if somebody grants it the table one day.
create policy functions_alone on sealed_place using (current_user <> 'havenline_app') with check (current_user <> 'havenline_app');

-- Who asked to open which place, who agreed, and whether it was opened. It says nothing of the place. Times are this database's own:
-- whoever holds the app's password cannot choose them.
create table sealed_grant (
  id uuid primary key,
  place_id uuid not null,
  subject_kind text not null,
  subject_id uuid not null,
  case_id uuid,
  asked_by uuid not null,
  approved_by uuid,
  declined_by uuid,
  purpose text not null check (purpose in ('care-continuity', 'service-referral', 'mandated-report', 'threat-to-life', 'legal-representation', 'data-subject-request', 'legal-demand')),
  recipient text not null check (length(recipient) between 1 and 200),
  asked_at timestamptz not null,
  approved_at timestamptz,
  declined_at timestamptz,
  expires_at timestamptz not null,
  opened_at timestamptz,
  constraint second_person check (approved_by <> asked_by),
  constraint second_person_declines check (declined_by <> asked_by),
  check ((approved_by is null) = (approved_at is null)),
  check ((declined_by is null) = (declined_at is null)),
  check (approved_by is null or declined_by is null),
  check (expires_at > asked_at and (approved_at is null or expires_at <= approved_at + interval '30 minutes')),
  check (opened_at is null or (approved_at is not null and opened_at >= approved_at and opened_at <= expires_at))
);
create index sealed_grant_waiting on sealed_grant (asked_at) where approved_at is null and declined_at is null;
grant select on sealed_grant to havenline_app;

-- One entry of the log, in the form that core/audit gives its entries (canonical JSON, commitment = SHA-256 of salt and text).
create function sealed_log(actor uuid, purpose text, action text, place uuid, details text) returns void
language plpgsql volatile as $$
declare
  entry uuid := gen_random_uuid();
  salt bytea := decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');
  said text := format('{"action":"%s","actor":{"id":"%s","kind":"staff"},"details":%s,"outcome":"done","purpose":"%s","subject":{"id":"%s","type":"SealedPlace"}}',
    action, actor, details, purpose, place);
begin
  insert into log_detail (id, salt, details) values (entry, salt, said);
  insert into log_pending (id, at, commitment) values (entry, date_trunc('milliseconds', clock_timestamp()), encode(sha256(salt || convert_to(said, 'UTF8')), 'hex'));
end $$;

-- Puts the place of one person or contact; an earlier one is gone, and with it what was agreed about it.
create function sealed_put(p_id uuid, p_kind text, p_subject uuid, p_case uuid, p_ciphertext bytea, p_by uuid) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  delete from sealed_place where subject_kind = p_kind and subject_id = p_subject;
  insert into sealed_place (id, subject_kind, subject_id, case_id, ciphertext, put_by, put_at) values (p_id, p_kind, p_subject, p_case, p_ciphertext, p_by, clock_timestamp());
  perform sealed_log(p_by, 'care-continuity', 'sealed.put', p_id, '{}');
end $$;

-- Whether somebody has a sealed place: its id, never what it says. One person or contact at a time.
create function sealed_of(p_kind text, p_subject uuid) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select id from sealed_place where subject_kind = p_kind and subject_id = p_subject
$$;

-- Takes the place away. What was under it opened by nobody any more.
create function sealed_remove(p_kind text, p_subject uuid, p_by uuid) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare gone uuid;
begin
  delete from sealed_place where subject_kind = p_kind and subject_id = p_subject returning id into gone;
  if gone is null then return false; end if;
  perform sealed_log(p_by, 'care-continuity', 'sealed.remove', gone, '{}');
  return true;
end $$;

-- Asks to open a place; nobody agreed yet. Answers until when somebody may agree, or null when there is no such place.
create function sealed_ask(p_id uuid, p_place uuid, p_by uuid, p_purpose text, p_recipient text) returns timestamptz
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare until timestamptz;
begin
  insert into sealed_grant (id, place_id, subject_kind, subject_id, case_id, asked_by, purpose, recipient, asked_at, expires_at)
    select p_id, id, subject_kind, subject_id, case_id, p_by, p_purpose, p_recipient, clock_timestamp(), clock_timestamp() + interval '24 hours' from sealed_place where id = p_place
    returning expires_at into until;
  if until is not null then perform sealed_log(p_by, p_purpose, 'sealed.ask', p_place, format('{"sealedGrant":"%s"}', p_id)); end if;
  return until;
end $$;

-- The second person agrees (never the asker), for at most 30 minutes. Answers until when, or null: not there, over, or answered already.
create function sealed_approve(p_id uuid, p_by uuid, p_minutes integer) returns timestamptz
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  moment timestamptz := clock_timestamp();
  given sealed_grant;
begin
  update sealed_grant set approved_by = p_by, approved_at = moment, expires_at = moment + make_interval(mins => least(greatest(p_minutes, 1), 30))
    where id = p_id and asked_by <> p_by and approved_at is null and declined_at is null and expires_at > moment returning * into given;
  if given.id is null then return null; end if;
  perform sealed_log(p_by, given.purpose, 'sealed.approve', given.place_id, format('{"sealedGrant":"%s"}', p_id));
  return given.expires_at;
end $$;

create function sealed_decline(p_id uuid, p_by uuid) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare given sealed_grant;
begin
  update sealed_grant set declined_by = p_by, declined_at = clock_timestamp()
    where id = p_id and asked_by <> p_by and approved_at is null and declined_at is null and expires_at > clock_timestamp() returning * into given;
  if given.id is null then return false; end if;
  perform sealed_log(p_by, given.purpose, 'sealed.decline', given.place_id, format('{"sealedGrant":"%s"}', p_id));
  return true;
end $$;

-- Burns the grant, writes the log entry and answers the one row: all of it, or nothing.
create function sealed_open(p_grant uuid) returns table (place_id uuid, subject_kind text, subject_id uuid, ciphertext bytea)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  moment timestamptz := clock_timestamp();
  given sealed_grant;
begin
  update sealed_grant g set opened_at = moment
    where g.id = p_grant and g.approved_at is not null and g.opened_at is null and g.expires_at > moment
      and exists (select from sealed_place s where s.id = g.place_id)
    returning * into given;
  if given.id is null then return; end if;
  perform sealed_log(given.asked_by, given.purpose, 'sealed.open', given.place_id, format('{"agreedBy":"%s","sealedGrant":"%s"}', given.approved_by, p_grant));
  return query select s.id, s.subject_kind, s.subject_id, s.ciphertext from sealed_place s where s.id = given.place_id;
end $$;

revoke execute on function sealed_log, sealed_put, sealed_of, sealed_remove, sealed_ask, sealed_approve, sealed_decline, sealed_open from public;
grant execute on function sealed_put, sealed_of, sealed_remove, sealed_ask, sealed_approve, sealed_decline, sealed_open to havenline_app;

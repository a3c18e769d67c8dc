-- Checkpoints are numbered and chained, and the chain is signed: one that is dropped, moved or dated otherwise is found.
alter table log_checkpoint add column n bigint, add column chain bytea, add column seal bytea;
alter table log_checkpoint disable trigger append_only;
do $$
declare
  mark record;
  number bigint := 0;
  link bytea := '\x';
begin
  for mark in select size, at, note from log_checkpoint order by size loop
    link := sha256(link || convert_to(to_char(mark.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || E'\n' || mark.note, 'UTF8'));
    update log_checkpoint set n = number, chain = link where size = mark.size;
    number := number + 1;
  end loop;
end $$;
alter table log_checkpoint enable trigger append_only;
alter table log_checkpoint alter column n set not null, alter column chain set not null, add unique (n), add check (length(chain) = 32);

-- The words of an entry are written with its place in one statement; a key beside that costs a look-up for each entry and says nothing that a check would not find.
alter table log_pending drop constraint log_pending_id_fkey;
alter table log_entry drop constraint log_entry_id_fkey;

-- What the public sees: one leaf a period, whatever happened in it, committing to the log as it stood (decision 0021).
create table log_published (
  seq bigint primary key check (seq >= 0),
  period timestamptz not null unique,
  -- The entries it commits to.
  size bigint not null check (size >= 0),
  salt bytea not null check (length(salt) = 32),
  leaf text not null,
  note text not null
);
create trigger append_only before update or delete or truncate on log_published for each statement execute function log_is_append_only();

-- What witnesses answered: their own signature under one of our checkpoints.
create table log_cosignature (
  origin text not null,
  size bigint not null,
  witness text not null,
  line text not null,
  primary key (origin, size, witness)
);
create trigger append_only before update or delete or truncate on log_cosignature for each statement execute function log_is_append_only();

-- How it stands with each witness; no part of the log.
create table witness_state (
  witness text not null,
  origin text not null,
  -- The size that it cosigned last, as far as we know.
  size bigint not null default 0 check (size >= 0),
  answered_at timestamptz,
  failing_since timestamptz,
  attempts integer not null default 0,
  error_code text,
  -- A job that is under way or waits.
  job_id uuid,
  primary key (witness, origin)
);

grant select, insert on log_published, log_cosignature to havenline_app;
grant select, insert, update on witness_state to havenline_app;

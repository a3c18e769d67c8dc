-- The log: what happened, in an order that cannot be changed afterwards without being found.

-- What an entry says, with the salt of its commitment. Erasing it leaves the entry, which reveals nothing, in its place.
create table log_detail (
  id uuid primary key,
  salt bytea,
  details text,
  erased_at timestamptz,
  check ((erased_at is null) = (salt is not null and details is not null))
);

-- Written in the transaction of the act; the sequencer gives each its place.
create table log_pending (
  id uuid primary key references log_detail (id),
  at timestamptz not null,
  commitment text not null check (commitment ~ '^[0-9a-f]{64}$')
);
create index log_pending_order on log_pending (at, id);

create table log_entry (
  seq bigint primary key check (seq >= 0),
  id uuid not null unique references log_detail (id),
  at timestamptz not null,
  leaf text not null
);

-- C2SP tlog-tiles: up to 256 hashes of 32 bytes each.
create table log_tile (
  level smallint not null check (level between 0 and 7),
  idx bigint not null check (idx >= 0),
  hashes bytea not null check (length(hashes) % 32 = 0 and length(hashes) between 32 and 8192),
  primary key (level, idx)
);

create table log_checkpoint (
  size bigint primary key check (size > 0),
  root bytea not null check (length(root) = 32),
  note text not null,
  at timestamptz not null
);

create function log_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'The log only grows: % of % is not possible.', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete or truncate on log_entry for each statement execute function log_is_append_only();
create trigger append_only before update or delete or truncate on log_checkpoint for each statement execute function log_is_append_only();

grant select, insert on log_detail to havenline_app;
grant update (salt, details, erased_at) on log_detail to havenline_app;
grant select, insert, delete on log_pending to havenline_app;
grant select, insert on log_entry, log_checkpoint to havenline_app;
grant select, insert on log_tile to havenline_app;
grant update (hashes) on log_tile to havenline_app;

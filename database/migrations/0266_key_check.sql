-- Whether the servers of a centre hold one key store. Each server has a key of its own there; here stands what only who has that key can reckon.
-- A key store that lacks one of them, or answers differently, is another one (or a copy that went its own way), and that server is refused.
create table key_check (
  server text primary key,
  value bytea not null check (octet_length(value) = 32),
  since timestamptz not null default clock_timestamp()
);
grant select, insert, delete on key_check to havenline_app;

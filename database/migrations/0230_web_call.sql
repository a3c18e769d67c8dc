-- Calls from the public page: an account of the engine that is used once. Every server of that engine knows it, so the page's websocket may reach any of them.
-- No address, no number, no contact stands here; of the secret only its hash. Rows live for minutes.
create table web_call_account (
  secret_hash bytea primary key check (octet_length(secret_hash) = 32),
  engine text not null,
  endpoint text not null unique,
  used boolean not null default false,
  -- when the account is taken from the engine and the row is deleted; pushed on while a websocket holds it
  until timestamptz not null
);
create index on web_call_account (engine, until);
grant select, insert, update, delete on web_call_account to havenline_app;

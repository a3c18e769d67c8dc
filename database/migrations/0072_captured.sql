-- Which captured requests were taken over: a file that is read twice makes one callback.
create table captured_callback (
  id text primary key,
  at timestamptz not null
);
grant select, insert on captured_callback to havenline_app;

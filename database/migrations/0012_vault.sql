-- Whose key was destroyed. The keys are not in this database; a tombstone is applied again after any restore of either store.
create table key_tombstone (
  kind text not null,
  id text not null,
  erased_at timestamptz not null,
  primary key (kind, id)
);
grant select, insert on key_tombstone to havenline_app;

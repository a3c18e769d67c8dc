-- What callers hear before a person answers, version by version; at most one is live and one a draft.
create table call_flow (
  version integer primary key,
  state text not null check (state in ('draft', 'live', 'replaced')),
  flow jsonb not null,
  changed_by uuid not null,
  changed_at timestamptz not null,
  live_at timestamptz
);
create unique index call_flow_live on call_flow (state) where state = 'live';
create unique index call_flow_draft on call_flow (state) where state = 'draft';
grant select, insert, update on call_flow to havenline_app;

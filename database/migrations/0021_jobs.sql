-- Durable jobs. A job with a run_at in the future is a timer; both are due by the centre's clock.
create table job (
  id uuid primary key,
  name text not null,
  payload jsonb not null,
  run_at timestamptz not null,
  attempts integer not null default 0,
  created_at timestamptz not null
);
create index on job (run_at);
-- A job that keeps failing: a supervisor sees it until it succeeds.
create table job_failure (
  job_id uuid primary key,
  name text not null,
  attempts integer not null,
  error_code text not null,
  first_failed_at timestamptz not null,
  last_failed_at timestamptz not null
);
grant select, insert, update, delete on job, job_failure to havenline_app;

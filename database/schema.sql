-- Written by "npm run schema". Do not edit: change a migration and run it again.

-- tables

create table hsds.accessibility (
  id uuid not null,
  location_id uuid,
  description text,
  details text,
  url text,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.address (
  id uuid not null,
  location_id uuid,
  attention text,
  address_1 text not null,
  address_2 text,
  city text not null,
  region text,
  state_province text not null,
  postal_code text not null,
  country text not null,
  address_type text not null,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.attribute (
  id uuid not null,
  link_id uuid,
  taxonomy_term_id uuid,
  link_type text,
  link_entity text,
  value text,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.contact (
  id uuid not null,
  organization_id uuid,
  service_id uuid,
  service_at_location_id uuid,
  location_id uuid,
  name text,
  title text,
  department text,
  email text,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.cost_option (
  id uuid not null,
  service_id uuid,
  valid_from text,
  valid_to text,
  option text,
  currency text,
  amount numeric,
  amount_description text,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.funding (
  id uuid not null,
  organization_id uuid,
  service_id uuid,
  source text,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.language (
  id uuid not null,
  service_id uuid,
  code text,
  name text,
  location_id uuid,
  phone_id uuid,
  note text,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.location (
  id uuid not null,
  organization_id uuid,
  name text,
  location_type text not null default 'physical'::text,
  url text,
  alternate_name text,
  description text,
  transportation text,
  latitude numeric,
  longitude numeric,
  external_identifier text,
  external_identifier_type text,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone,
  confidential boolean not null default false
);

create table hsds.meta_table_description (
  id uuid not null,
  name text,
  language text,
  character_set text,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.metadata (
  id uuid not null,
  resource_id uuid,
  resource_type text,
  last_action_date text not null,
  last_action_type text not null,
  field_name text not null,
  previous_value text,
  replacement_value text,
  updated_by text not null,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.organization (
  id uuid not null,
  name text not null,
  description text not null,
  email text,
  alternate_name text,
  website text,
  tax_status text,
  tax_id text,
  year_incorporated numeric,
  legal_status text,
  logo text,
  uri text,
  parent_organization_id uuid,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.organization_identifier (
  id uuid not null,
  organization_id uuid,
  identifier_scheme text,
  identifier_type text not null,
  identifier text not null,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.phone (
  id uuid not null,
  service_id uuid,
  number text not null,
  type text default 'voice'::text,
  location_id uuid,
  organization_id uuid,
  contact_id uuid,
  service_at_location_id uuid,
  extension numeric,
  description text,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.program (
  id uuid not null,
  organization_id uuid,
  name text not null,
  alternate_name text,
  description text not null,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.required_document (
  id uuid not null,
  service_id uuid,
  document text,
  uri text,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.schedule (
  id uuid not null,
  service_id uuid,
  byday text,
  opens_at text,
  closes_at text,
  location_id uuid,
  service_at_location_id uuid,
  valid_from text,
  valid_to text,
  dtstart text,
  timezone numeric,
  until text,
  count numeric,
  wkst text,
  freq text,
  "interval" numeric,
  byweekno text,
  bymonthday text,
  byyearday text,
  description text,
  schedule_link text,
  attending_type text,
  notes text,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.service (
  id uuid not null,
  organization_id uuid,
  name text not null,
  description text,
  status text not null default 'active'::text,
  email text,
  residential boolean not null default false,
  program_id uuid,
  alternate_name text,
  url text,
  interpretation_services text,
  application_process text,
  fees_description text,
  wait_time text,
  fees text,
  accreditations text,
  eligibility_description text,
  minimum_age numeric,
  maximum_age numeric,
  assured_date text,
  assurer_email text,
  licenses text,
  alert text,
  last_modified text,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone,
  accepts_referrals boolean,
  capacity text,
  capacity_at timestamp with time zone,
  checked_by uuid,
  checked_at timestamp with time zone,
  capacity_by uuid,
  hours jsonb,
  hours_at timestamp with time zone,
  hours_by uuid
);

create table hsds.service_area (
  id uuid not null,
  service_id uuid,
  name text,
  description text,
  extent text,
  extent_type text,
  uri text,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.service_at_location (
  id uuid not null,
  service_id uuid,
  location_id uuid,
  description text,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.taxonomy (
  id uuid not null,
  name text not null,
  description text not null,
  uri text,
  version text,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table hsds.taxonomy_term (
  id uuid not null,
  code text,
  name text not null,
  taxonomy text,
  description text not null,
  parent_id uuid,
  language text,
  taxonomy_id uuid,
  term_uri text,
  extra jsonb,
  source_id uuid,
  hash text,
  gone_at timestamp with time zone
);

create table public.block_key (
  day date not null,
  key bytea not null
);

create table public.calendar_link (
  staff_id uuid not null,
  secret_hash bytea not null,
  made_at timestamp with time zone not null
);

create table public.call_flow (
  version integer not null,
  state text not null,
  flow jsonb not null,
  changed_by uuid not null,
  changed_at timestamp with time zone not null,
  live_at timestamp with time zone
);

create table public.callback (
  id uuid not null,
  contact_id uuid not null,
  language text not null,
  requested_at timestamp with time zone not null,
  state text not null,
  attempts integer not null default 0,
  number bytea,
  call_when text not null default 'any'::text,
  voicemail boolean not null default false,
  next_at timestamp with time zone
);

create table public.caller_block (
  id uuid not null,
  day date not null,
  token bytea not null,
  state text not null,
  proposed_by uuid not null,
  proposed_at timestamp with time zone not null,
  decided_by uuid
);

create table public.captured_callback (
  id text not null,
  at timestamp with time zone not null
);

create table public.case_assignment (
  case_id uuid not null,
  staff_id uuid not null,
  assigned_at timestamp with time zone not null,
  last_at timestamp with time zone
);
alter table public.case_assignment enable row level security;
alter table public.case_assignment force row level security;

create table public.case_contact (
  contact_id uuid not null,
  case_id uuid not null
);
alter table public.case_contact enable row level security;
alter table public.case_contact force row level security;

create table public.case_event (
  case_id uuid not null,
  seq bigint not null generated always as identity,
  at timestamp with time zone not null,
  kind text not null,
  text text not null,
  by_name text not null
);
alter table public.case_event enable row level security;
alter table public.case_event force row level security;

create table public.case_file (
  id uuid not null,
  number text not null,
  opened_by uuid not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  last_at timestamp with time zone,
  erased_at timestamp with time zone
);
alter table public.case_file enable row level security;
alter table public.case_file force row level security;

create table public.centre (
  only_one boolean not null default true,
  name text not null,
  languages text[] not null,
  time_zone text not null,
  phone_number text,
  set_up_at timestamp with time zone
);

create table public.chat_message (
  contact_id uuid not null,
  seq integer not null,
  client_id text not null,
  sender text not null,
  text bytea not null,
  at timestamp with time zone not null
);
alter table public.chat_message enable row level security;
alter table public.chat_message force row level security;

create table public.chat_session (
  contact_id uuid not null,
  secret_hash bytea not null,
  caller_typing_at timestamp with time zone,
  counsellor_typing_at timestamp with time zone,
  ended_at timestamp with time zone
);

create table public.confidential_address (
  location_id uuid not null,
  ciphertext bytea not null,
  sealed_at timestamp with time zone not null
);
alter table public.confidential_address enable row level security;
alter table public.confidential_address force row level security;

create table public.confidential_mark (
  location_id uuid not null
);

create table public.contact (
  id uuid not null,
  number text not null,
  channel text not null,
  language text not null,
  state text not null,
  counsellor_id uuid,
  waiting_since timestamp with time zone not null,
  started_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  ended_at timestamp with time zone,
  wrap_up_ends_at timestamp with time zone,
  on_hold boolean not null default false,
  muted boolean not null default false,
  call_id text,
  leg_id text,
  chosen text[] not null default '{}'::text[],
  returning_of uuid,
  seq integer not null default 0,
  wanted_staff uuid,
  passed_by uuid,
  passed_at timestamp with time zone,
  handed_out boolean not null default false,
  help_at timestamp with time zone,
  duress_at timestamp with time zone,
  disposition text,
  engine text not null default 'asterisk'::text,
  official_since timestamp with time zone,
  calls_official uuid,
  closed_at timestamp with time zone,
  erased_at timestamp with time zone,
  credit integer not null default 0,
  needs jsonb not null default '[]'::jsonb,
  line_at timestamp with time zone not null,
  pulled_at timestamp with time zone,
  interpreter_id uuid,
  hard boolean not null default false
);

create table public.contact_code (
  code_hash bytea not null,
  contact_id uuid not null,
  made_at timestamp with time zone not null
);

create table public.contact_draft (
  contact_id uuid not null,
  revision integer not null,
  form bytea not null,
  saved_at timestamp with time zone not null
);
alter table public.contact_draft enable row level security;
alter table public.contact_draft force row level security;

create table public.contact_party (
  id uuid not null,
  contact_id uuid not null,
  kind text not null,
  mode text not null,
  state text not null,
  staff_id uuid,
  line_id uuid,
  asked_by uuid not null,
  language text,
  to_language text,
  muted boolean not null default false,
  asked_at timestamp with time zone not null,
  joined_at timestamp with time zone,
  ended_at timestamp with time zone,
  reason text,
  official_id uuid
);

create table public.dial_rule (
  only_one boolean not null default true,
  allowed text[] not null,
  refused text[] not null
);

create table public.directory_entry (
  id uuid not null,
  service_id uuid not null,
  revision bigint not null,
  doc jsonb
);

create table public.directory_import (
  id uuid not null,
  source_id uuid not null,
  state text not null,
  whole boolean not null,
  cursor jsonb,
  fingerprint text,
  problem text,
  begun_by text not null,
  begun_at timestamp with time zone not null,
  checked_at timestamp with time zone,
  approved_by text,
  applied_at timestamp with time zone,
  undone_by text,
  undone_at timestamp with time zone,
  sequence bigint not null generated always as identity,
  services_before integer not null default 0,
  services_gone integer not null default 0,
  same integer not null default 0
);

create table public.directory_import_problem (
  import_id uuid not null,
  number bigint not null generated always as identity,
  severity text not null,
  file text not null,
  line integer,
  code text not null,
  message text not null,
  action text not null
);

create table public.directory_import_row (
  import_id uuid not null,
  tbl text not null,
  id uuid not null,
  data jsonb,
  hash text,
  file text not null,
  line integer,
  change text,
  before jsonb,
  root_tbl text,
  root_id uuid,
  decision text,
  decided_by text,
  decided_at timestamp with time zone
);

create table public.directory_revision (
  revision bigint not null,
  tag uuid not null
);

create table public.directory_source (
  id uuid not null,
  name text not null,
  kind text not null,
  address text not null,
  created_at timestamp with time zone not null,
  refresh_weekday smallint,
  refresh_minute smallint,
  refresh_next timestamp with time zone,
  refresh_job uuid,
  read_at timestamp with time zone,
  failures integer not null default 0,
  failed_at timestamp with time zone,
  failure text
);

create table public.disclosure (
  id uuid not null,
  at timestamp with time zone not null,
  kind text not null,
  recipient text not null,
  recipient_organization_id uuid,
  purpose text not null,
  legal_basis text not null,
  fields jsonb not null,
  asked_by uuid not null,
  expires_at timestamp with time zone not null,
  notice text not null,
  referral_number text,
  request_number text,
  sha256 text,
  approved_by uuid
);

create table public.disclosure_part (
  id uuid not null,
  request_id uuid not null,
  person_id uuid not null,
  field text not null,
  label text not null,
  place_in_order integer not null,
  ciphertext bytea,
  sealed_ask uuid
);
alter table public.disclosure_part enable row level security;
alter table public.disclosure_part force row level security;

create table public.disclosure_request (
  id uuid not null,
  number text not null,
  state text not null,
  purpose text not null,
  case_id uuid,
  contact_id uuid,
  person_id uuid,
  recipient text not null,
  recipient_sealed boolean not null,
  organization_id uuid,
  enforcement_since date,
  via text not null,
  basis jsonb not null,
  fields jsonb not null,
  notice text not null,
  asked_by uuid not null,
  asked_at timestamp with time zone not null,
  asked_of uuid,
  decided_by uuid,
  decided_at timestamp with time zone,
  shown_seconds integer not null,
  released_at timestamp with time zone,
  expires_at timestamp with time zone,
  sha256 text,
  child_side text not null,
  child_side_at timestamp with time zone,
  child_side_due_at timestamp with time zone,
  review_due_at timestamp with time zone,
  reviewed_by uuid,
  reviewed_at timestamp with time zone,
  review_right boolean,
  official_id uuid,
  words_erased_at timestamp with time zone
);
alter table public.disclosure_request enable row level security;
alter table public.disclosure_request force row level security;

create table public.disclosure_said (
  id uuid not null,
  request_id uuid not null,
  at timestamp with time zone not null,
  form text not null,
  sha256 text not null,
  ciphertext bytea not null,
  url text,
  state text not null,
  attempts integer not null default 0,
  error text
);
alter table public.disclosure_said enable row level security;
alter table public.disclosure_said force row level security;

create table public.disclosure_word (
  request_id uuid not null,
  field text not null,
  ciphertext bytea not null
);
alter table public.disclosure_word enable row level security;
alter table public.disclosure_word force row level security;

create table public.document (
  id uuid not null,
  case_id uuid not null,
  person_id uuid not null,
  kind text not null,
  type text not null,
  bytes integer not null,
  header bytea not null,
  added_by uuid not null,
  added_at timestamp with time zone not null
);
alter table public.document enable row level security;
alter table public.document force row level security;

create table public.document_chunk (
  document_id uuid not null,
  case_id uuid not null,
  n integer not null,
  ciphertext bytea not null
);
alter table public.document_chunk enable row level security;
alter table public.document_chunk force row level security;

create table public.duty_report (
  id uuid not null,
  number text not null,
  case_id uuid not null,
  disclosure_number text not null,
  state_code text not null,
  state text not null,
  started_by uuid not null,
  since timestamp with time zone not null,
  due_at timestamp with time zone not null,
  told_at timestamp with time zone,
  told_how text,
  written_due_at timestamp with time zone,
  acknowledged_at timestamp with time zone
);
alter table public.duty_report enable row level security;
alter table public.duty_report force row level security;

create table public.enforcement_agreement (
  id uuid not null,
  list_id uuid not null,
  line integer not null,
  agency text not null,
  state text not null,
  county text,
  kind text,
  model text,
  signed_on date,
  ori text
);

create table public.enforcement_list (
  id uuid not null,
  published_on date not null,
  file text not null,
  digest text not null,
  imported_at timestamp with time zone not null,
  imported_by text not null,
  agreements integer not null,
  rejected jsonb not null
);

create table public.enforcement_match (
  agreement_id uuid not null,
  organization_id uuid not null,
  how text not null,
  state text not null,
  score real not null,
  decided_by text,
  decided_at timestamp with time zone
);

create table public.engine_lease (
  engine text not null,
  holder uuid not null,
  until timestamp with time zone not null,
  peer text,
  reachable boolean not null default true
);

create table public.figure_clock (
  only_one boolean not null default true,
  settled_to timestamp with time zone,
  job_id uuid
);

create table public.figure_people (
  at timestamp with time zone not null,
  language text not null,
  there_seconds double precision not null,
  busy_seconds double precision not null
);

create table public.figure_quarter (
  at timestamp with time zone not null,
  language text not null,
  channel text not null,
  offered integer not null,
  answered integer not null,
  in_time integer not null,
  abandoned integer not null,
  abandoned_short integer not null,
  callbacks integer not null,
  wait_seconds double precision not null,
  wait_longest double precision not null,
  handled integer not null,
  handle_seconds double precision not null
);

create table public.forecast_day (
  run_id uuid not null,
  day date not null,
  language text not null,
  channel text not null,
  low real[] not null,
  middle real[] not null,
  high real[] not null
);

create table public.job (
  id uuid not null,
  name text not null,
  payload jsonb not null,
  run_at timestamp with time zone not null,
  attempts integer not null default 0,
  created_at timestamp with time zone not null
);

create table public.job_failure (
  job_id uuid not null,
  name text not null,
  attempts integer not null,
  error_code text not null,
  first_failed_at timestamp with time zone not null,
  last_failed_at timestamp with time zone not null
);

create table public.key_check (
  server text not null,
  value bytea not null,
  since timestamp with time zone not null default clock_timestamp()
);

create table public.key_tombstone (
  kind text not null,
  id text not null,
  erased_at timestamp with time zone not null
);

create table public.legal_demand (
  id uuid not null,
  number text not null,
  kind text not null,
  from_whom text not null,
  court text not null,
  served_at timestamp with time zone not null,
  answer_due_at timestamp with time zone not null,
  registered_by uuid not null,
  registered_at timestamp with time zone not null,
  counsel text,
  answered_at timestamp with time zone,
  answer_sha256 text,
  words_erased_at timestamp with time zone
);

create table public.legal_demand_item (
  id uuid not null,
  demand_id uuid not null,
  "position" integer not null,
  decision text,
  counsel_reference text,
  recorded_by uuid,
  decided_at timestamp with time zone,
  disclosure_number text
);

create table public.legal_demand_word (
  item_id uuid not null,
  demand_id uuid not null,
  asked bytea not null
);
alter table public.legal_demand_word enable row level security;
alter table public.legal_demand_word force row level security;

create table public.legal_hold (
  id uuid not null,
  person_id uuid not null,
  demand_number text not null,
  placed_by uuid not null,
  placed_at timestamp with time zone not null,
  lifted_at timestamp with time zone,
  lifted_by uuid
);

create table public.line_pull (
  id uuid not null,
  contact_id uuid not null,
  pulled_by uuid not null,
  reason text not null,
  at timestamp with time zone not null
);

create table public.log_checkpoint (
  size bigint not null,
  root bytea not null,
  note text not null,
  at timestamp with time zone not null,
  n bigint not null,
  chain bytea not null,
  seal bytea
);

create table public.log_cosignature (
  origin text not null,
  size bigint not null,
  witness text not null,
  line text not null
);

create table public.log_detail (
  id uuid not null,
  salt bytea,
  details text,
  erased_at timestamp with time zone
);

create table public.log_entry (
  seq bigint not null,
  id uuid not null,
  at timestamp with time zone not null,
  leaf text not null
);

create table public.log_pending (
  id uuid not null,
  at timestamp with time zone not null,
  commitment text not null
);

create table public.log_published (
  seq bigint not null,
  period timestamp with time zone not null,
  size bigint not null,
  salt bytea not null,
  leaf text not null,
  note text not null
);

create table public.log_tile (
  level smallint not null,
  idx bigint not null,
  hashes bytea not null
);

create table public.mailbox_message (
  id uuid not null,
  to_address text not null,
  subject text not null,
  text text not null,
  at timestamp with time zone not null,
  state text not null,
  attempts integer not null default 0,
  error text,
  case_id uuid,
  referral_number text,
  residential boolean not null default false
);

create table public.number_check (
  subject text not null,
  subject_id uuid not null,
  number text not null,
  first_by uuid not null,
  first_at timestamp with time zone not null,
  second_by uuid,
  second_at timestamp with time zone
);

create table public.offer (
  id uuid not null,
  contact_id uuid not null,
  staff_id uuid not null,
  state text not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  because jsonb,
  interpreter_id uuid
);

create table public.official_contact (
  id uuid not null,
  name text not null,
  kind text not null,
  number text not null,
  source text not null,
  enforcement_participation_since date,
  retired_at timestamp with time zone,
  area text,
  documents_url text
);

create table public.on_call (
  id uuid not null,
  staff_id uuid not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  "position" integer not null
);

create table public.outside_line (
  id uuid not null,
  name text not null,
  kind text not null,
  languages text[] not null,
  number text not null,
  removed_at timestamp with time zone
);

create table public.oversight_follower (
  only_one boolean not null default true,
  next_seq bigint not null default 0,
  job_id uuid
);

create table public.oversight_item (
  id uuid not null,
  kind text not null,
  staff_id uuid not null,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone not null,
  count integer not null,
  usual integer,
  state text not null default 'open'::text,
  note text,
  closed_by uuid,
  closed_at timestamp with time zone
);

create table public.oversight_shift (
  staff_id uuid not null,
  began_at timestamp with time zone not null,
  opened integer not null
);

create table public.oversight_threshold (
  id uuid not null,
  floor integer not null,
  deviations numeric not null,
  refusals integer not null,
  grace_minutes integer not null,
  state text not null,
  proposed_by uuid not null,
  proposed_at timestamp with time zone not null,
  decided_by uuid,
  decided_at timestamp with time zone
);

create table public.oversight_worker (
  staff_id uuid not null,
  last_at timestamp with time zone not null,
  state jsonb not null
);

create table public.partner_answer (
  way_id uuid not null,
  message_id text not null,
  sha256 text not null,
  at timestamp with time zone not null
);

create table public.partner_way (
  id uuid not null,
  organization_id uuid not null,
  url text not null,
  key_version integer not null,
  rotated_at timestamp with time zone,
  set_by uuid not null,
  set_at timestamp with time zone not null,
  second_checked_by uuid,
  second_checked_at timestamp with time zone,
  retired_at timestamp with time zone,
  kind text not null default 'webhook'::text
);

create table public.person (
  id uuid not null,
  case_id uuid not null,
  role text not null,
  age_band text,
  languages text[] not null default '{}'::text[],
  created_at timestamp with time zone not null,
  name bytea,
  phone bytea,
  erased_at timestamp with time zone
);
alter table public.person enable row level security;
alter table public.person force row level security;

create table public.presence_spell (
  staff_id uuid not null,
  state text not null,
  since timestamp with time zone not null
);

create table public.recording (
  id uuid not null,
  contact_id uuid not null,
  kind text not null,
  language text not null,
  state text not null,
  reason text,
  ended_by text,
  asked_by uuid,
  asked_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  erase_at timestamp with time zone,
  erased_at timestamp with time zone
);

create table public.recording_consent (
  recording_id uuid not null,
  voice text not null,
  language text not null,
  answer text not null,
  asked_at timestamp with time zone not null,
  answered_at timestamp with time zone
);

create table public.recording_heard (
  id uuid not null,
  recording_id uuid not null,
  staff_id uuid not null,
  purpose text not null,
  at timestamp with time zone not null
);

create table public.recording_setting (
  only_one boolean not null default true,
  enabled boolean not null default false,
  keep_days integer not null default 7
);

create table public.recording_take (
  id uuid not null,
  recording_id uuid not null,
  began_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  seconds double precision
);

create table public.referral (
  id uuid not null,
  number text not null,
  case_id uuid not null,
  service_at_location_id uuid not null,
  organization_id uuid not null,
  created_by uuid not null,
  state text not null,
  urgency text not null,
  need text not null,
  fields jsonb not null,
  consent jsonb,
  created_at timestamp with time zone not null,
  due_at timestamp with time zone,
  answered_at timestamp with time zone,
  decline_reason text,
  outcome text,
  legal_basis text,
  again_of uuid,
  about_person uuid,
  sent_at timestamp with time zone,
  readable_until timestamp with time zone,
  waitlist_until date,
  ended_at timestamp with time zone,
  first_answer text,
  decline_code text,
  outcome_code text,
  answered_via text,
  told_by text
);
alter table public.referral enable row level security;
alter table public.referral force row level security;

create table public.referral_call (
  id uuid not null,
  referral_id uuid not null,
  client_id uuid not null,
  at timestamp with time zone not null,
  by uuid not null,
  reached text not null,
  said text not null,
  sha256 text,
  again_at timestamp with time zone,
  asked_at timestamp with time zone
);

create table public.referral_delivery (
  id uuid not null,
  referral_number text not null,
  way_id uuid not null,
  notice text not null,
  at timestamp with time zone not null,
  state text not null,
  attempts integer not null default 0,
  error text
);

create table public.referral_message (
  id uuid not null,
  sequence bigint not null generated always as identity,
  referral_id uuid not null,
  person_id uuid,
  side text not null,
  by uuid not null,
  at timestamp with time zone not null,
  client_id uuid not null,
  ciphertext bytea not null,
  read_at timestamp with time zone
);
alter table public.referral_message enable row level security;
alter table public.referral_message force row level security;

create table public.referral_payload (
  id uuid not null,
  referral_id uuid not null,
  person_id uuid not null,
  field text not null,
  label text not null,
  ciphertext bytea not null
);
alter table public.referral_payload enable row level security;
alter table public.referral_payload force row level security;

create table public.referral_step (
  referral_id uuid not null,
  step text not null,
  at timestamp with time zone not null
);

create table public.referral_task (
  referral_number text not null,
  way_id uuid not null,
  task_id text not null,
  at timestamp with time zone not null,
  status text,
  shown text,
  asked_at timestamp with time zone,
  failures integer not null default 0,
  over boolean not null default false
);

create table public.retention_clock (
  only_one boolean not null default true,
  job_id uuid,
  swept_at timestamp with time zone
);

create table public.retention_run (
  class text not null,
  day date not null,
  erased integer not null,
  last_at timestamp with time zone not null
);

create table public.rota (
  id uuid not null,
  run_id uuid,
  from_day date not null,
  days integer not null,
  state text not null,
  gap real not null,
  unwished integer not null,
  gaps jsonb not null,
  need jsonb not null,
  made_at timestamp with time zone not null,
  published_at timestamp with time zone,
  published_by uuid
);

create table public.rota_rules (
  only_one boolean not null default true,
  shift_hours smallint not null default 8,
  every smallint not null default 2,
  rest_hours smallint not null default 11,
  days_a_week smallint not null default 5,
  days_in_a_row smallint not null default 6,
  night_weeks smallint not null default 2
);

create table public.rota_shift (
  id uuid not null,
  rota_id uuid not null,
  staff_id uuid not null,
  day date not null,
  begins smallint not null,
  hours smallint not null
);

create table public.routing_rule (
  only_one boolean not null default true,
  pause_seconds integer not null default 300,
  hourly_at_most integer,
  surge text not null default 'auto'::text,
  surge_from integer not null default 20,
  overflow_seconds integer,
  closed_sites text[] not null default '{}'::text[],
  wishes jsonb not null default '[]'::jsonb
);

create table public.schema_migration (
  number integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now()
);

create table public.sealed_grant (
  id uuid not null,
  place_id uuid not null,
  subject_kind text not null,
  subject_id uuid not null,
  case_id uuid,
  asked_by uuid not null,
  approved_by uuid,
  declined_by uuid,
  purpose text not null,
  recipient text not null,
  asked_at timestamp with time zone not null,
  approved_at timestamp with time zone,
  declined_at timestamp with time zone,
  expires_at timestamp with time zone not null,
  opened_at timestamp with time zone
);

create table public.sealed_place (
  id uuid not null,
  subject_kind text not null,
  subject_id uuid not null,
  case_id uuid,
  ciphertext bytea not null,
  put_by uuid not null,
  put_at timestamp with time zone not null
);
alter table public.sealed_place enable row level security;
alter table public.sealed_place force row level security;

create table public.service_deadline (
  service_id uuid not null,
  urgency text not null,
  minutes integer not null,
  set_by uuid not null,
  set_at timestamp with time zone not null
);

create table public.shift_swap (
  id uuid not null,
  shift_id uuid not null,
  from_staff uuid not null,
  to_staff uuid not null,
  state text not null,
  asked_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  decided_by uuid
);

create table public.softphone_place (
  staff_id uuid not null,
  engine text not null
);

create table public.special_day (
  day date not null,
  name text not null
);

create table public.staff_account (
  id uuid not null,
  kind text not null,
  desk_name text not null,
  roles text[] not null,
  languages text[] not null,
  organization_id uuid,
  created_at timestamp with time zone not null,
  enrolled_at timestamp with time zone,
  disabled_at timestamp with time zone,
  partner_roles text[] not null default '{}'::text[]
);

create table public.staff_break (
  id uuid not null,
  staff_id uuid not null,
  kind text not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null
);

create table public.staff_ceremony (
  id uuid not null,
  challenge text not null,
  expires_at timestamp with time zone not null
);

create table public.staff_credential (
  id text not null,
  account_id uuid not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone
);

create table public.staff_link (
  id uuid not null,
  account_id uuid not null,
  kind text not null,
  secret_hash bytea not null,
  challenge text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone
);

create table public.staff_presence (
  account_id uuid not null,
  state text not null,
  since timestamp with time zone not null,
  pause_until timestamp with time zone,
  pause_why text,
  seen_at timestamp with time zone,
  lost_at timestamp with time zone
);

create table public.staff_routing (
  staff_id uuid not null,
  auto_accept boolean not null default false,
  skills jsonb not null default '{}'::jsonb,
  chats_at_most smallint not null default 3
);

create table public.staff_session (
  id uuid not null,
  account_id uuid not null,
  secret_hash bytea not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  ended_at timestamp with time zone
);

create table public.subject_request (
  id uuid not null,
  number text not null,
  kind text not null,
  by_whom text not null,
  case_number text not null,
  person_id uuid not null,
  identity_how text not null,
  registered_by uuid not null,
  registered_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  checked_by uuid,
  checked_at timestamp with time zone,
  disclosure_number text,
  outcome text,
  done_at timestamp with time zone,
  waits_for_hold boolean not null default false
);
alter table public.subject_request enable row level security;
alter table public.subject_request force row level security;

create table public.subject_request_item (
  request_id uuid not null,
  "position" integer not null,
  contact_id uuid not null,
  part text not null,
  recording_id uuid,
  decision text,
  decided_by uuid,
  decided_at timestamp with time zone,
  done_at timestamp with time zone
);
alter table public.subject_request_item enable row level security;
alter table public.subject_request_item force row level security;

create table public.task (
  id uuid not null,
  case_id uuid,
  kind text not null,
  title text not null,
  due_at timestamp with time zone not null,
  for_role text,
  created_at timestamp with time zone not null,
  done_at timestamp with time zone,
  done_by uuid,
  ref text
);
alter table public.task enable row level security;
alter table public.task force row level security;

create table public.web_call_account (
  secret_hash bytea not null,
  engine text not null,
  endpoint text not null,
  used boolean not null default false,
  until timestamp with time zone not null
);

create table public.witness_state (
  witness text not null,
  origin text not null,
  size bigint not null default 0,
  answered_at timestamp with time zone,
  failing_since timestamp with time zone,
  attempts integer not null default 0,
  error_code text,
  job_id uuid
);

create table public.work_wish (
  staff_id uuid not null,
  nights boolean not null,
  prefers smallint[] not null,
  away date[] not null
);

create table public.workforce_clock (
  only_one boolean not null default true,
  job_id uuid
);

create table public.workforce_run (
  id uuid not null,
  kind text not null,
  asked_by uuid,
  asked_at timestamp with time zone not null,
  question jsonb not null,
  state text not null,
  progress real not null default 0,
  attempts integer not null default 0,
  beat_at timestamp with time zone,
  stop_asked boolean not null default false,
  answer jsonb,
  problem jsonb,
  ended_at timestamp with time zone
);

-- constraints

alter table hsds.accessibility add constraint accessibility_pkey PRIMARY KEY (id);

alter table hsds.address add constraint address_pkey PRIMARY KEY (id);

alter table hsds.attribute add constraint attribute_pkey PRIMARY KEY (id);

alter table hsds.contact add constraint contact_pkey PRIMARY KEY (id);

alter table hsds.cost_option add constraint cost_option_pkey PRIMARY KEY (id);

alter table hsds.funding add constraint funding_pkey PRIMARY KEY (id);

alter table hsds.language add constraint language_pkey PRIMARY KEY (id);

alter table hsds.location add constraint location_pkey PRIMARY KEY (id);

alter table hsds.meta_table_description add constraint meta_table_description_pkey PRIMARY KEY (id);

alter table hsds.metadata add constraint metadata_pkey PRIMARY KEY (id);

alter table hsds.organization add constraint organization_pkey PRIMARY KEY (id);

alter table hsds.organization_identifier add constraint organization_identifier_pkey PRIMARY KEY (id);

alter table hsds.phone add constraint phone_pkey PRIMARY KEY (id);

alter table hsds.program add constraint program_pkey PRIMARY KEY (id);

alter table hsds.required_document add constraint required_document_pkey PRIMARY KEY (id);

alter table hsds.schedule add constraint schedule_pkey PRIMARY KEY (id);

alter table hsds.service add constraint service_capacity_check CHECK ((capacity = ANY (ARRAY['open'::text, 'waiting_list'::text, 'full'::text])));

alter table hsds.service add constraint service_pkey PRIMARY KEY (id);

alter table hsds.service_area add constraint service_area_pkey PRIMARY KEY (id);

alter table hsds.service_at_location add constraint service_at_location_pkey PRIMARY KEY (id);

alter table hsds.taxonomy add constraint taxonomy_pkey PRIMARY KEY (id);

alter table hsds.taxonomy_term add constraint taxonomy_term_pkey PRIMARY KEY (id);

alter table public.block_key add constraint block_key_pkey PRIMARY KEY (day);

alter table public.calendar_link add constraint calendar_link_pkey PRIMARY KEY (staff_id);

alter table public.calendar_link add constraint calendar_link_secret_hash_key UNIQUE (secret_hash);

alter table public.calendar_link add constraint calendar_link_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff_account(id);

alter table public.call_flow add constraint call_flow_pkey PRIMARY KEY (version);

alter table public.call_flow add constraint call_flow_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'live'::text, 'replaced'::text])));

alter table public.callback add constraint callback_call_when_check CHECK ((call_when = ANY (ARRAY['any'::text, 'morning'::text, 'afternoon'::text, 'evening'::text])));

alter table public.callback add constraint callback_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contact(id);

alter table public.callback add constraint callback_contact_id_key UNIQUE (contact_id);

alter table public.callback add constraint callback_pkey PRIMARY KEY (id);

alter table public.callback add constraint callback_state_check CHECK ((state = ANY (ARRAY['open'::text, 'taken'::text, 'done'::text])));

alter table public.caller_block add constraint caller_block_check CHECK (((state = 'proposed'::text) OR (decided_by <> proposed_by)));

alter table public.caller_block add constraint caller_block_day_fkey FOREIGN KEY (day) REFERENCES public.block_key(day) ON DELETE CASCADE;

alter table public.caller_block add constraint caller_block_pkey PRIMARY KEY (id);

alter table public.caller_block add constraint caller_block_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'refused'::text])));

alter table public.captured_callback add constraint captured_callback_pkey PRIMARY KEY (id);

alter table public.case_assignment add constraint case_assignment_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.case_file(id);

alter table public.case_assignment add constraint case_assignment_pkey PRIMARY KEY (case_id, staff_id);

alter table public.case_contact add constraint case_contact_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.case_file(id);

alter table public.case_contact add constraint case_contact_pkey PRIMARY KEY (contact_id);

alter table public.case_event add constraint case_event_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.case_file(id);

alter table public.case_event add constraint case_event_pkey PRIMARY KEY (case_id, seq);

alter table public.case_file add constraint case_file_number_key UNIQUE (number);

alter table public.case_file add constraint case_file_pkey PRIMARY KEY (id);

alter table public.centre add constraint centre_only_one_check CHECK (only_one);

alter table public.centre add constraint centre_pkey PRIMARY KEY (only_one);

alter table public.chat_message add constraint chat_message_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contact(id);

alter table public.chat_message add constraint chat_message_contact_id_sender_client_id_key UNIQUE (contact_id, sender, client_id);

alter table public.chat_message add constraint chat_message_pkey PRIMARY KEY (contact_id, seq);

alter table public.chat_message add constraint chat_message_sender_check CHECK ((sender = ANY (ARRAY['caller'::text, 'counsellor'::text, 'system'::text])));

alter table public.chat_session add constraint chat_session_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contact(id);

alter table public.chat_session add constraint chat_session_pkey PRIMARY KEY (contact_id);

alter table public.chat_session add constraint chat_session_secret_hash_key UNIQUE (secret_hash);

alter table public.confidential_address add constraint confidential_address_pkey PRIMARY KEY (location_id);

alter table public.confidential_mark add constraint confidential_mark_pkey PRIMARY KEY (location_id);

alter table public.contact add constraint contact_call_id_key UNIQUE (call_id);

alter table public.contact add constraint contact_calls_official_fkey FOREIGN KEY (calls_official) REFERENCES public.official_contact(id);

alter table public.contact add constraint contact_channel_check CHECK ((channel = ANY (ARRAY['phone'::text, 'chat'::text])));

alter table public.contact add constraint contact_check CHECK (((state <> ALL (ARRAY['connecting'::text, 'talking'::text, 'wrap_up'::text])) OR (counsellor_id IS NOT NULL)));

alter table public.contact add constraint contact_disposition_check CHECK ((disposition = ANY (ARRAY['silent'::text, 'hang_up'::text, 'prank'::text, 'wrong_number'::text, 'abuse'::text])));

alter table public.contact add constraint contact_number_key UNIQUE (number);

alter table public.contact add constraint contact_pkey PRIMARY KEY (id);

alter table public.contact add constraint contact_returning_of_fkey FOREIGN KEY (returning_of) REFERENCES public.contact(id);

alter table public.contact add constraint contact_state_check CHECK ((state = ANY (ARRAY['arriving'::text, 'waiting'::text, 'offered'::text, 'connecting'::text, 'talking'::text, 'wrap_up'::text, 'closed'::text, 'abandoned'::text, 'callback'::text])));

alter table public.contact_code add constraint contact_code_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contact(id);

alter table public.contact_code add constraint contact_code_pkey PRIMARY KEY (code_hash);

alter table public.contact_draft add constraint contact_draft_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contact(id);

alter table public.contact_draft add constraint contact_draft_pkey PRIMARY KEY (contact_id);

alter table public.contact_party add constraint contact_party_check CHECK (((state <> 'ringing'::text) OR (staff_id IS NOT NULL) OR (line_id IS NOT NULL) OR (official_id IS NOT NULL)));

alter table public.contact_party add constraint contact_party_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contact(id);

alter table public.contact_party add constraint contact_party_kind_check CHECK ((kind = ANY (ARRAY['interpreter'::text, 'counsellor'::text, 'supervisor'::text, 'outside'::text])));

alter table public.contact_party add constraint contact_party_line_id_fkey FOREIGN KEY (line_id) REFERENCES public.outside_line(id);

alter table public.contact_party add constraint contact_party_mode_check CHECK ((mode = ANY (ARRAY['join'::text, 'listen'::text, 'whisper'::text])));

alter table public.contact_party add constraint contact_party_official_id_fkey FOREIGN KEY (official_id) REFERENCES public.official_contact(id);

alter table public.contact_party add constraint contact_party_pkey PRIMARY KEY (id);

alter table public.contact_party add constraint contact_party_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'ringing'::text, 'joined'::text, 'ended'::text])));

alter table public.dial_rule add constraint dial_rule_only_one_check CHECK (only_one);

alter table public.dial_rule add constraint dial_rule_pkey PRIMARY KEY (only_one);

alter table public.directory_entry add constraint directory_entry_pkey PRIMARY KEY (id);

alter table public.directory_import add constraint directory_import_pkey PRIMARY KEY (id);

alter table public.directory_import add constraint directory_import_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.directory_source(id);

alter table public.directory_import add constraint directory_import_state_check CHECK ((state = ANY (ARRAY['reading'::text, 'checked'::text, 'applied'::text, 'undone'::text, 'discarded'::text])));

alter table public.directory_import_problem add constraint directory_import_problem_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.directory_import(id);

alter table public.directory_import_problem add constraint directory_import_problem_pkey PRIMARY KEY (import_id, number);

alter table public.directory_import_problem add constraint directory_import_problem_severity_check CHECK ((severity = ANY (ARRAY['rejected'::text, 'note'::text])));

alter table public.directory_import_row add constraint directory_import_row_change_check CHECK ((change = ANY (ARRAY['new'::text, 'changed'::text, 'same'::text, 'gone'::text, 'refused'::text])));

alter table public.directory_import_row add constraint directory_import_row_decision_check CHECK ((decision = ANY (ARRAY['approved'::text, 'refused'::text])));

alter table public.directory_import_row add constraint directory_import_row_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.directory_import(id);

alter table public.directory_import_row add constraint directory_import_row_pkey PRIMARY KEY (import_id, tbl, id);

alter table public.directory_revision add constraint directory_revision_pkey PRIMARY KEY (revision);

alter table public.directory_source add constraint directory_source_kind_check CHECK ((kind = ANY (ARRAY['package'::text, 'json'::text, 'api'::text])));

alter table public.directory_source add constraint directory_source_name_key UNIQUE (name);

alter table public.directory_source add constraint directory_source_pkey PRIMARY KEY (id);

alter table public.directory_source add constraint directory_source_refresh_minute_check CHECK (((refresh_minute >= 0) AND (refresh_minute <= 1439)));

alter table public.directory_source add constraint directory_source_refresh_weekday_check CHECK (((refresh_weekday >= 1) AND (refresh_weekday <= 7)));

alter table public.disclosure add constraint disclosure_kind_check CHECK ((kind = ANY (ARRAY['disclosed'::text, 'revoked'::text])));

alter table public.disclosure add constraint disclosure_pkey PRIMARY KEY (id);

alter table public.disclosure add constraint disclosure_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text));

alter table public.disclosure_part add constraint disclosure_part_pkey PRIMARY KEY (id);

alter table public.disclosure_part add constraint disclosure_part_request_id_fkey FOREIGN KEY (request_id) REFERENCES public.disclosure_request(id);

alter table public.disclosure_request add constraint disclosure_request_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.case_file(id);

alter table public.disclosure_request add constraint disclosure_request_check CHECK (((purpose <> 'threat-to-life'::text) OR (person_id IS NOT NULL) OR (via = 'spoken'::text)));

alter table public.disclosure_request add constraint disclosure_request_check1 CHECK (((purpose <> 'threat-to-life'::text) OR (shown_seconds <= 1800)));

alter table public.disclosure_request add constraint disclosure_request_check2 CHECK (((enforcement_since IS NULL) OR (purpose = 'threat-to-life'::text)));

alter table public.disclosure_request add constraint disclosure_request_child_side_check CHECK ((child_side = ANY (ARRAY['agreed'::text, 'will_be_told'::text, 'told'::text, 'not_told'::text])));

alter table public.disclosure_request add constraint disclosure_request_number_key UNIQUE (number);

alter table public.disclosure_request add constraint disclosure_request_official_id_fkey FOREIGN KEY (official_id) REFERENCES public.official_contact(id);

alter table public.disclosure_request add constraint disclosure_request_pkey PRIMARY KEY (id);

alter table public.disclosure_request add constraint disclosure_request_purpose_check CHECK ((purpose = ANY (ARRAY['service-referral'::text, 'mandated-report'::text, 'threat-to-life'::text, 'legal-representation'::text, 'data-subject-request'::text, 'legal-demand'::text])));

alter table public.disclosure_request add constraint disclosure_request_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text));

alter table public.disclosure_request add constraint disclosure_request_shown_seconds_check CHECK ((shown_seconds > 0));

alter table public.disclosure_request add constraint disclosure_request_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'approved'::text, 'refused'::text, 'released'::text, 'expired'::text, 'withdrawn'::text])));

alter table public.disclosure_request add constraint disclosure_request_via_check CHECK ((via = ANY (ARRAY['portal'::text, 'handover'::text, 'spoken'::text])));

alter table public.disclosure_request add constraint reviewer CHECK (((reviewed_by <> asked_by) AND (reviewed_by <> decided_by)));

alter table public.disclosure_request add constraint second_person CHECK ((decided_by <> asked_by));

alter table public.disclosure_said add constraint disclosure_said_check CHECK (((form = 'eido'::text) = (url IS NOT NULL)));

alter table public.disclosure_said add constraint disclosure_said_form_check CHECK ((form = ANY (ARRAY['spoken'::text, 'eido'::text])));

alter table public.disclosure_said add constraint disclosure_said_pkey PRIMARY KEY (id);

alter table public.disclosure_said add constraint disclosure_said_request_id_fkey FOREIGN KEY (request_id) REFERENCES public.disclosure_request(id);

alter table public.disclosure_said add constraint disclosure_said_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text));

alter table public.disclosure_said add constraint disclosure_said_state_check CHECK ((state = ANY (ARRAY['spoken'::text, 'queued'::text, 'failing'::text, 'delivered'::text, 'failed'::text])));

alter table public.disclosure_word add constraint disclosure_word_field_check CHECK ((field = ANY (ARRAY['to'::text, 'threat'::text, 'why'::text, 'not_told'::text, 'review'::text, 'ack'::text])));

alter table public.disclosure_word add constraint disclosure_word_pkey PRIMARY KEY (request_id, field);

alter table public.disclosure_word add constraint disclosure_word_request_id_fkey FOREIGN KEY (request_id) REFERENCES public.disclosure_request(id);

alter table public.document add constraint document_bytes_check CHECK (((bytes >= 1) AND (bytes <= 10485760)));

alter table public.document add constraint document_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.case_file(id);

alter table public.document add constraint document_kind_check CHECK ((kind = ANY (ARRAY['identity'::text, 'health'::text, 'school'::text, 'legal'::text, 'other'::text])));

alter table public.document add constraint document_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

alter table public.document add constraint document_pkey PRIMARY KEY (id);

alter table public.document add constraint document_type_check CHECK ((type = ANY (ARRAY['image/jpeg'::text, 'image/png'::text, 'image/webp'::text])));

alter table public.document_chunk add constraint document_chunk_document_id_fkey FOREIGN KEY (document_id) REFERENCES public.document(id) ON DELETE CASCADE;

alter table public.document_chunk add constraint document_chunk_n_check CHECK ((n >= 0));

alter table public.document_chunk add constraint document_chunk_pkey PRIMARY KEY (document_id, n);

alter table public.duty_report add constraint duty_report_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.case_file(id);

alter table public.duty_report add constraint duty_report_check CHECK (((state = ANY (ARRAY['told'::text, 'acknowledged'::text])) = (told_at IS NOT NULL)));

alter table public.duty_report add constraint duty_report_disclosure_number_fkey FOREIGN KEY (disclosure_number) REFERENCES public.disclosure_request(number);

alter table public.duty_report add constraint duty_report_number_key UNIQUE (number);

alter table public.duty_report add constraint duty_report_pkey PRIMARY KEY (id);

alter table public.duty_report add constraint duty_report_state_check CHECK ((state = ANY (ARRAY['open'::text, 'told'::text, 'acknowledged'::text, 'not_needed'::text])));

alter table public.duty_report add constraint duty_report_state_code_check CHECK ((state_code ~ '^[A-Z]{2}$'::text));

alter table public.duty_report add constraint duty_report_told_how_check CHECK ((told_how = ANY (ARRAY['phone'::text, 'online'::text, 'sheet'::text])));

alter table public.enforcement_agreement add constraint enforcement_agreement_list_id_fkey FOREIGN KEY (list_id) REFERENCES public.enforcement_list(id);

alter table public.enforcement_agreement add constraint enforcement_agreement_pkey PRIMARY KEY (id);

alter table public.enforcement_list add constraint enforcement_list_pkey PRIMARY KEY (id);

alter table public.enforcement_match add constraint enforcement_match_agreement_id_fkey FOREIGN KEY (agreement_id) REFERENCES public.enforcement_agreement(id);

alter table public.enforcement_match add constraint enforcement_match_how_check CHECK ((how = ANY (ARRAY['ori'::text, 'name'::text, 'person'::text])));

alter table public.enforcement_match add constraint enforcement_match_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES hsds.organization(id);

alter table public.enforcement_match add constraint enforcement_match_pkey PRIMARY KEY (agreement_id, organization_id);

alter table public.enforcement_match add constraint enforcement_match_state_check CHECK ((state = ANY (ARRAY['matched'::text, 'review'::text, 'refused'::text])));

alter table public.engine_lease add constraint engine_lease_pkey PRIMARY KEY (engine);

alter table public.figure_clock add constraint figure_clock_only_one_check CHECK (only_one);

alter table public.figure_clock add constraint figure_clock_pkey PRIMARY KEY (only_one);

alter table public.figure_people add constraint figure_people_check CHECK (((busy_seconds >= (0)::double precision) AND (busy_seconds <= (there_seconds + (0.001)::double precision))));

alter table public.figure_people add constraint figure_people_pkey PRIMARY KEY (at, language);

alter table public.figure_people add constraint figure_people_there_seconds_check CHECK ((there_seconds >= (0)::double precision));

alter table public.figure_quarter add constraint figure_quarter_abandoned_check CHECK ((abandoned >= 0));

alter table public.figure_quarter add constraint figure_quarter_answered_check CHECK ((answered >= 0));

alter table public.figure_quarter add constraint figure_quarter_at_check CHECK ((((EXTRACT(epoch FROM at))::bigint % (900)::bigint) = 0));

alter table public.figure_quarter add constraint figure_quarter_callbacks_check CHECK ((callbacks >= 0));

alter table public.figure_quarter add constraint figure_quarter_channel_check CHECK ((channel = ANY (ARRAY['phone'::text, 'chat'::text])));

alter table public.figure_quarter add constraint figure_quarter_check CHECK (((in_time >= 0) AND (in_time <= answered)));

alter table public.figure_quarter add constraint figure_quarter_check1 CHECK (((abandoned_short >= 0) AND (abandoned_short <= abandoned)));

alter table public.figure_quarter add constraint figure_quarter_handled_check CHECK ((handled >= 0));

alter table public.figure_quarter add constraint figure_quarter_offered_check CHECK ((offered >= 0));

alter table public.figure_quarter add constraint figure_quarter_pkey PRIMARY KEY (at, language, channel);

alter table public.forecast_day add constraint forecast_day_high_check CHECK ((array_length(high, 1) = 96));

alter table public.forecast_day add constraint forecast_day_low_check CHECK ((array_length(low, 1) = 96));

alter table public.forecast_day add constraint forecast_day_middle_check CHECK ((array_length(middle, 1) = 96));

alter table public.forecast_day add constraint forecast_day_pkey PRIMARY KEY (run_id, day, language, channel);

alter table public.forecast_day add constraint forecast_day_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.workforce_run(id) ON DELETE CASCADE;

alter table public.job add constraint job_pkey PRIMARY KEY (id);

alter table public.job_failure add constraint job_failure_pkey PRIMARY KEY (job_id);

alter table public.key_check add constraint key_check_pkey PRIMARY KEY (server);

alter table public.key_check add constraint key_check_value_check CHECK ((octet_length(value) = 32));

alter table public.key_tombstone add constraint key_tombstone_pkey PRIMARY KEY (kind, id);

alter table public.legal_demand add constraint legal_demand_check CHECK ((answer_due_at > served_at));

alter table public.legal_demand add constraint legal_demand_kind_check CHECK ((kind = ANY (ARRAY['subpoena'::text, 'court_order'::text, 'warrant'::text, 'other'::text])));

alter table public.legal_demand add constraint legal_demand_number_key UNIQUE (number);

alter table public.legal_demand add constraint legal_demand_pkey PRIMARY KEY (id);

alter table public.legal_demand_item add constraint legal_demand_item_check CHECK ((((decision IS NULL) = (counsel_reference IS NULL)) AND ((decision IS NULL) = (decided_at IS NULL))));

alter table public.legal_demand_item add constraint legal_demand_item_decision_check CHECK ((decision = ANY (ARRAY['object'::text, 'narrow'::text, 'comply'::text, 'nothing_held'::text])));

alter table public.legal_demand_item add constraint legal_demand_item_demand_id_fkey FOREIGN KEY (demand_id) REFERENCES public.legal_demand(id);

alter table public.legal_demand_item add constraint legal_demand_item_demand_id_position_key UNIQUE (demand_id, "position");

alter table public.legal_demand_item add constraint legal_demand_item_pkey PRIMARY KEY (id);

alter table public.legal_demand_word add constraint legal_demand_word_demand_id_fkey FOREIGN KEY (demand_id) REFERENCES public.legal_demand(id);

alter table public.legal_demand_word add constraint legal_demand_word_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.legal_demand_item(id);

alter table public.legal_demand_word add constraint legal_demand_word_pkey PRIMARY KEY (item_id);

alter table public.legal_hold add constraint legal_hold_pkey PRIMARY KEY (id);

alter table public.line_pull add constraint line_pull_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contact(id);

alter table public.line_pull add constraint line_pull_pkey PRIMARY KEY (id);

alter table public.line_pull add constraint line_pull_reason_check CHECK ((reason = ANY (ARRAY['danger'::text, 'child'::text, 'long_wait'::text, 'came_back'::text, 'language'::text])));

alter table public.log_checkpoint add constraint log_checkpoint_chain_check CHECK ((length(chain) = 32));

alter table public.log_checkpoint add constraint log_checkpoint_n_key UNIQUE (n);

alter table public.log_checkpoint add constraint log_checkpoint_pkey PRIMARY KEY (size);

alter table public.log_checkpoint add constraint log_checkpoint_root_check CHECK ((length(root) = 32));

alter table public.log_checkpoint add constraint log_checkpoint_size_check CHECK ((size > 0));

alter table public.log_cosignature add constraint log_cosignature_pkey PRIMARY KEY (origin, size, witness);

alter table public.log_detail add constraint log_detail_check CHECK (((erased_at IS NULL) = ((salt IS NOT NULL) AND (details IS NOT NULL))));

alter table public.log_detail add constraint log_detail_pkey PRIMARY KEY (id);

alter table public.log_entry add constraint log_entry_id_key UNIQUE (id);

alter table public.log_entry add constraint log_entry_pkey PRIMARY KEY (seq);

alter table public.log_entry add constraint log_entry_seq_check CHECK ((seq >= 0));

alter table public.log_pending add constraint log_pending_commitment_check CHECK ((commitment ~ '^[0-9a-f]{64}$'::text));

alter table public.log_pending add constraint log_pending_pkey PRIMARY KEY (id);

alter table public.log_published add constraint log_published_period_key UNIQUE (period);

alter table public.log_published add constraint log_published_pkey PRIMARY KEY (seq);

alter table public.log_published add constraint log_published_salt_check CHECK ((length(salt) = 32));

alter table public.log_published add constraint log_published_seq_check CHECK ((seq >= 0));

alter table public.log_published add constraint log_published_size_check CHECK ((size >= 0));

alter table public.log_tile add constraint log_tile_hashes_check CHECK ((((length(hashes) % 32) = 0) AND ((length(hashes) >= 32) AND (length(hashes) <= 8192))));

alter table public.log_tile add constraint log_tile_idx_check CHECK ((idx >= 0));

alter table public.log_tile add constraint log_tile_level_check CHECK (((level >= 0) AND (level <= 7)));

alter table public.log_tile add constraint log_tile_pkey PRIMARY KEY (level, idx);

alter table public.mailbox_message add constraint mailbox_message_pkey PRIMARY KEY (id);

alter table public.mailbox_message add constraint mailbox_message_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'delivered'::text, 'failing'::text, 'failed'::text])));

alter table public.number_check add constraint number_check_check CHECK (((second_by IS NULL) = (second_at IS NULL)));

alter table public.number_check add constraint number_check_pkey PRIMARY KEY (subject, subject_id);

alter table public.number_check add constraint number_check_subject_check CHECK ((subject = ANY (ARRAY['official'::text, 'phone'::text])));

alter table public.number_check add constraint two_people CHECK ((second_by <> first_by));

alter table public.offer add constraint offer_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contact(id);

alter table public.offer add constraint offer_pkey PRIMARY KEY (id);

alter table public.offer add constraint offer_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'accepted'::text, 'declined'::text, 'expired'::text, 'withdrawn'::text])));

alter table public.official_contact add constraint official_area CHECK ((((area IS NULL) AND (documents_url IS NULL)) OR (kind = 'emergency'::text)));

alter table public.official_contact add constraint official_contact_area_check CHECK ((area ~ '^([0-9]{2}|[0-9]{5})$'::text));

alter table public.official_contact add constraint official_contact_documents_url_check CHECK ((documents_url ~ '^https://'::text));

alter table public.official_contact add constraint official_contact_kind_check CHECK ((kind = ANY (ARRAY['emergency'::text, 'police'::text, 'child_protection'::text, 'hospital'::text, 'court'::text, 'school'::text, 'other'::text])));

alter table public.official_contact add constraint official_contact_pkey PRIMARY KEY (id);

alter table public.on_call add constraint on_call_check CHECK ((ends_at > starts_at));

alter table public.on_call add constraint on_call_pkey PRIMARY KEY (id);

alter table public.outside_line add constraint outside_line_kind_check CHECK ((kind = ANY (ARRAY['interpreter'::text, 'service'::text])));

alter table public.outside_line add constraint outside_line_pkey PRIMARY KEY (id);

alter table public.oversight_follower add constraint oversight_follower_next_seq_check CHECK ((next_seq >= 0));

alter table public.oversight_follower add constraint oversight_follower_only_one_check CHECK (only_one);

alter table public.oversight_follower add constraint oversight_follower_pkey PRIMARY KEY (only_one);

alter table public.oversight_item add constraint oversight_item_check CHECK ((closed_by <> staff_id));

alter table public.oversight_item add constraint oversight_item_check1 CHECK (((state = 'closed'::text) = ((note IS NOT NULL) AND (closed_by IS NOT NULL) AND (closed_at IS NOT NULL))));

alter table public.oversight_item add constraint oversight_item_count_check CHECK ((count > 0));

alter table public.oversight_item add constraint oversight_item_kind_check CHECK ((kind = ANY (ARRAY['many_opened'::text, 'no_assignment'::text, 'many_refused'::text, 'no_presence'::text])));

alter table public.oversight_item add constraint oversight_item_kind_staff_id_from_at_key UNIQUE (kind, staff_id, from_at);

alter table public.oversight_item add constraint oversight_item_pkey PRIMARY KEY (id);

alter table public.oversight_item add constraint oversight_item_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])));

alter table public.oversight_shift add constraint oversight_shift_opened_check CHECK ((opened >= 0));

alter table public.oversight_shift add constraint oversight_shift_pkey PRIMARY KEY (staff_id, began_at);

alter table public.oversight_threshold add constraint oversight_threshold_check CHECK ((((state = 'proposed'::text) = (decided_by IS NULL)) AND ((decided_by IS NULL) = (decided_at IS NULL))));

alter table public.oversight_threshold add constraint oversight_threshold_deviations_check CHECK (((deviations >= (2)::numeric) AND (deviations <= (6)::numeric)));

alter table public.oversight_threshold add constraint oversight_threshold_floor_check CHECK (((floor >= 5) AND (floor <= 200)));

alter table public.oversight_threshold add constraint oversight_threshold_grace_minutes_check CHECK (((grace_minutes >= 0) AND (grace_minutes <= 120)));

alter table public.oversight_threshold add constraint oversight_threshold_pkey PRIMARY KEY (id);

alter table public.oversight_threshold add constraint oversight_threshold_refusals_check CHECK (((refusals >= 3) AND (refusals <= 50)));

alter table public.oversight_threshold add constraint oversight_threshold_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'agreed'::text, 'refused'::text])));

alter table public.oversight_threshold add constraint two_people CHECK (((state <> 'agreed'::text) OR (decided_by <> proposed_by)));

alter table public.oversight_worker add constraint oversight_worker_pkey PRIMARY KEY (staff_id);

alter table public.partner_answer add constraint partner_answer_message_id_check CHECK (((length(message_id) >= 1) AND (length(message_id) <= 100)));

alter table public.partner_answer add constraint partner_answer_pkey PRIMARY KEY (way_id, message_id);

alter table public.partner_answer add constraint partner_answer_way_id_fkey FOREIGN KEY (way_id) REFERENCES public.partner_way(id);

alter table public.partner_way add constraint partner_way_check CHECK (((second_checked_by IS NULL) = (second_checked_at IS NULL)));

alter table public.partner_way add constraint partner_way_key_version_check CHECK ((key_version > 0));

alter table public.partner_way add constraint partner_way_kind_check CHECK ((kind = ANY (ARRAY['webhook'::text, 'fhir'::text])));

alter table public.partner_way add constraint partner_way_pkey PRIMARY KEY (id);

alter table public.partner_way add constraint partner_way_url_check CHECK ((url ~ '^https://'::text));

alter table public.partner_way add constraint two_people CHECK ((second_checked_by <> set_by));

alter table public.person add constraint person_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.case_file(id);

alter table public.person add constraint person_pkey PRIMARY KEY (id);

alter table public.presence_spell add constraint presence_spell_pkey PRIMARY KEY (staff_id, since);

alter table public.presence_spell add constraint presence_spell_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff_account(id);

alter table public.recording add constraint recording_check CHECK (((state = 'over'::text) = (reason IS NOT NULL)));

alter table public.recording add constraint recording_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contact(id);

alter table public.recording add constraint recording_kind_check CHECK ((kind = ANY (ARRAY['call'::text, 'message'::text])));

alter table public.recording add constraint recording_pkey PRIMARY KEY (id);

alter table public.recording add constraint recording_reason_check CHECK ((reason = ANY (ARRAY['refused'::text, 'stopped'::text, 'failed'::text, 'ended'::text])));

alter table public.recording add constraint recording_state_check CHECK ((state = ANY (ARRAY['asking'::text, 'recording'::text, 'paused'::text, 'over'::text])));

alter table public.recording_consent add constraint recording_consent_answer_check CHECK ((answer = ANY (ARRAY['asked'::text, 'yes'::text, 'no'::text])));

alter table public.recording_consent add constraint recording_consent_pkey PRIMARY KEY (recording_id, voice);

alter table public.recording_consent add constraint recording_consent_recording_id_fkey FOREIGN KEY (recording_id) REFERENCES public.recording(id);

alter table public.recording_heard add constraint recording_heard_pkey PRIMARY KEY (id);

alter table public.recording_heard add constraint recording_heard_recording_id_fkey FOREIGN KEY (recording_id) REFERENCES public.recording(id);

alter table public.recording_setting add constraint recording_setting_keep_days_check CHECK (((keep_days >= 1) AND (keep_days <= 30)));

alter table public.recording_setting add constraint recording_setting_only_one_check CHECK (only_one);

alter table public.recording_setting add constraint recording_setting_pkey PRIMARY KEY (only_one);

alter table public.recording_take add constraint recording_take_pkey PRIMARY KEY (id);

alter table public.recording_take add constraint recording_take_recording_id_fkey FOREIGN KEY (recording_id) REFERENCES public.recording(id);

alter table public.referral add constraint referral_again_of_fkey FOREIGN KEY (again_of) REFERENCES public.referral(id);

alter table public.referral add constraint referral_answered_via_check CHECK ((answered_via = ANY (ARRAY['portal'::text, 'phone'::text, 'machine'::text])));

alter table public.referral add constraint referral_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.case_file(id);

alter table public.referral add constraint referral_check CHECK (((sent_at IS NULL) OR ((consent IS NULL) <> (legal_basis IS NULL))));

alter table public.referral add constraint referral_first_answer_check CHECK ((first_answer = ANY (ARRAY['accept'::text, 'decline'::text, 'waitlist'::text])));

alter table public.referral add constraint referral_number_key UNIQUE (number);

alter table public.referral add constraint referral_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES hsds.organization(id);

alter table public.referral add constraint referral_pkey PRIMARY KEY (id);

alter table public.referral add constraint referral_service_at_location_id_fkey FOREIGN KEY (service_at_location_id) REFERENCES hsds.service_at_location(id);

alter table public.referral add constraint referral_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'sent'::text, 'received'::text, 'accepted'::text, 'declined'::text, 'waitlisted'::text, 'in_service'::text, 'outcome'::text, 'revoked'::text, 'expired'::text])));

alter table public.referral add constraint referral_told_by_check CHECK ((told_by = ANY (ARRAY['portal'::text, 'machine'::text, 'phone'::text])));

alter table public.referral add constraint referral_urgency_check CHECK ((urgency = ANY (ARRAY['now'::text, 'today'::text, 'week'::text])));

alter table public.referral_call add constraint referral_call_check CHECK (((said = 'not_reached'::text) = (again_at IS NOT NULL)));

alter table public.referral_call add constraint referral_call_check1 CHECK (((said = ANY (ARRAY['not_reached'::text, 'refused'::text])) = (sha256 IS NULL)));

alter table public.referral_call add constraint referral_call_pkey PRIMARY KEY (id);

alter table public.referral_call add constraint referral_call_reached_check CHECK ((reached = ANY (ARRAY['nobody'::text, 'voicemail'::text, 'wrong_number'::text, 'reception'::text, 'intake'::text, 'worker'::text, 'manager'::text])));

alter table public.referral_call add constraint referral_call_referral_id_client_id_key UNIQUE (referral_id, client_id);

alter table public.referral_call add constraint referral_call_referral_id_fkey FOREIGN KEY (referral_id) REFERENCES public.referral(id);

alter table public.referral_call add constraint referral_call_said_check CHECK ((said = ANY (ARRAY['not_reached'::text, 'refused'::text, 'told'::text, 'accept'::text, 'waitlist'::text, 'decline'::text])));

alter table public.referral_delivery add constraint referral_delivery_notice_check CHECK ((notice = ANY (ARRAY['sent'::text, 'reminder'::text, 'message'::text, 'outcome'::text, 'revoked'::text])));

alter table public.referral_delivery add constraint referral_delivery_pkey PRIMARY KEY (id);

alter table public.referral_delivery add constraint referral_delivery_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'failing'::text, 'delivered'::text, 'failed'::text, 'given_up'::text])));

alter table public.referral_delivery add constraint referral_delivery_way_id_fkey FOREIGN KEY (way_id) REFERENCES public.partner_way(id);

alter table public.referral_message add constraint referral_message_pkey PRIMARY KEY (id);

alter table public.referral_message add constraint referral_message_referral_id_client_id_key UNIQUE (referral_id, client_id);

alter table public.referral_message add constraint referral_message_referral_id_fkey FOREIGN KEY (referral_id) REFERENCES public.referral(id);

alter table public.referral_message add constraint referral_message_side_check CHECK ((side = ANY (ARRAY['centre'::text, 'service'::text])));

alter table public.referral_payload add constraint referral_payload_pkey PRIMARY KEY (id);

alter table public.referral_payload add constraint referral_payload_referral_id_fkey FOREIGN KEY (referral_id) REFERENCES public.referral(id);

alter table public.referral_step add constraint referral_step_pkey PRIMARY KEY (referral_id, step);

alter table public.referral_step add constraint referral_step_referral_id_fkey FOREIGN KEY (referral_id) REFERENCES public.referral(id);

alter table public.referral_task add constraint referral_task_pkey PRIMARY KEY (referral_number);

alter table public.referral_task add constraint referral_task_shown_check CHECK ((length(shown) <= 40));

alter table public.referral_task add constraint referral_task_status_check CHECK ((length(status) <= 40));

alter table public.referral_task add constraint referral_task_task_id_check CHECK ((task_id ~ '^[A-Za-z0-9.-]{1,64}$'::text));

alter table public.referral_task add constraint referral_task_way_id_fkey FOREIGN KEY (way_id) REFERENCES public.partner_way(id);

alter table public.retention_clock add constraint retention_clock_only_one_check CHECK (only_one);

alter table public.retention_clock add constraint retention_clock_pkey PRIMARY KEY (only_one);

alter table public.retention_run add constraint retention_run_erased_check CHECK ((erased > 0));

alter table public.retention_run add constraint retention_run_pkey PRIMARY KEY (class, day);

alter table public.rota add constraint rota_days_check CHECK ((((days >= 7) AND (days <= 56)) AND ((days % 7) = 0)));

alter table public.rota add constraint rota_gap_check CHECK ((gap >= (0)::double precision));

alter table public.rota add constraint rota_pkey PRIMARY KEY (id);

alter table public.rota add constraint rota_run_id_key UNIQUE (run_id);

alter table public.rota add constraint rota_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'replaced'::text])));

alter table public.rota_rules add constraint rota_rules_only_one_check CHECK (only_one);

alter table public.rota_rules add constraint rota_rules_pkey PRIMARY KEY (only_one);

alter table public.rota_shift add constraint rota_shift_begins_check CHECK (((begins >= 0) AND (begins <= 23)));

alter table public.rota_shift add constraint rota_shift_hours_check CHECK (((hours >= 1) AND (hours <= 24)));

alter table public.rota_shift add constraint rota_shift_pkey PRIMARY KEY (id);

alter table public.rota_shift add constraint rota_shift_rota_id_fkey FOREIGN KEY (rota_id) REFERENCES public.rota(id) ON DELETE CASCADE;

alter table public.rota_shift add constraint rota_shift_rota_id_staff_id_day_key UNIQUE (rota_id, staff_id, day);

alter table public.rota_shift add constraint rota_shift_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff_account(id);

alter table public.routing_rule add constraint routing_rule_only_one_check CHECK (only_one);

alter table public.routing_rule add constraint routing_rule_pkey PRIMARY KEY (only_one);

alter table public.routing_rule add constraint routing_rule_surge_check CHECK ((surge = ANY (ARRAY['off'::text, 'auto'::text, 'on'::text])));

alter table public.schema_migration add constraint schema_migration_pkey PRIMARY KEY (number);

alter table public.sealed_grant add constraint sealed_grant_check CHECK (((approved_by IS NULL) = (approved_at IS NULL)));

alter table public.sealed_grant add constraint sealed_grant_check1 CHECK (((declined_by IS NULL) = (declined_at IS NULL)));

alter table public.sealed_grant add constraint sealed_grant_check2 CHECK (((approved_by IS NULL) OR (declined_by IS NULL)));

alter table public.sealed_grant add constraint sealed_grant_check3 CHECK (((expires_at > asked_at) AND ((approved_at IS NULL) OR (expires_at <= (approved_at + '00:30:00'::interval)))));

alter table public.sealed_grant add constraint sealed_grant_check4 CHECK (((opened_at IS NULL) OR ((approved_at IS NOT NULL) AND (opened_at >= approved_at) AND (opened_at <= expires_at))));

alter table public.sealed_grant add constraint sealed_grant_pkey PRIMARY KEY (id);

alter table public.sealed_grant add constraint sealed_grant_purpose_check CHECK ((purpose = ANY (ARRAY['care-continuity'::text, 'service-referral'::text, 'mandated-report'::text, 'threat-to-life'::text, 'legal-representation'::text, 'data-subject-request'::text, 'legal-demand'::text])));

alter table public.sealed_grant add constraint sealed_grant_recipient_check CHECK (((length(recipient) >= 1) AND (length(recipient) <= 200)));

alter table public.sealed_grant add constraint second_person CHECK ((approved_by <> asked_by));

alter table public.sealed_grant add constraint second_person_declines CHECK ((declined_by <> asked_by));

alter table public.sealed_place add constraint sealed_place_pkey PRIMARY KEY (id);

alter table public.sealed_place add constraint sealed_place_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['person'::text, 'contact'::text])));

alter table public.sealed_place add constraint sealed_place_subject_kind_subject_id_key UNIQUE (subject_kind, subject_id);

alter table public.service_deadline add constraint service_deadline_check CHECK (((minutes >= 5) AND (minutes <=
CASE urgency
    WHEN 'now'::text THEN 60
    WHEN 'today'::text THEN 720
    ELSE 10080
END)));

alter table public.service_deadline add constraint service_deadline_pkey PRIMARY KEY (service_id, urgency);

alter table public.service_deadline add constraint service_deadline_urgency_check CHECK ((urgency = ANY (ARRAY['now'::text, 'today'::text, 'week'::text])));

alter table public.shift_swap add constraint shift_swap_check CHECK ((from_staff <> to_staff));

alter table public.shift_swap add constraint shift_swap_pkey PRIMARY KEY (id);

alter table public.shift_swap add constraint shift_swap_shift_id_fkey FOREIGN KEY (shift_id) REFERENCES public.rota_shift(id) ON DELETE CASCADE;

alter table public.shift_swap add constraint shift_swap_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'agreed'::text, 'approved'::text, 'refused'::text, 'withdrawn'::text])));

alter table public.softphone_place add constraint softphone_place_pkey PRIMARY KEY (staff_id);

alter table public.special_day add constraint special_day_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60)));

alter table public.special_day add constraint special_day_pkey PRIMARY KEY (day);

alter table public.staff_account add constraint staff_account_check CHECK (((kind = 'partner'::text) = (organization_id IS NOT NULL)));

alter table public.staff_account add constraint staff_account_check1 CHECK (((kind = 'staff'::text) OR (roles = '{}'::text[])));

alter table public.staff_account add constraint staff_account_check2 CHECK (((kind = 'partner'::text) OR (partner_roles = '{}'::text[])));

alter table public.staff_account add constraint staff_account_kind_check CHECK ((kind = ANY (ARRAY['staff'::text, 'partner'::text])));

alter table public.staff_account add constraint staff_account_partner_roles_check CHECK ((partner_roles <@ '{manages,answers,reads}'::text[]));

alter table public.staff_account add constraint staff_account_pkey PRIMARY KEY (id);

alter table public.staff_account add constraint staff_account_roles_check CHECK ((roles <@ '{counsellor,interpreter,case_worker,supervisor,data_protection_officer,administrator}'::text[]));

alter table public.staff_break add constraint staff_break_check CHECK ((ends_at > starts_at));

alter table public.staff_break add constraint staff_break_kind_check CHECK ((kind = ANY (ARRAY['break'::text, 'meal'::text, 'training'::text])));

alter table public.staff_break add constraint staff_break_pkey PRIMARY KEY (id);

alter table public.staff_break add constraint staff_break_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff_account(id);

alter table public.staff_ceremony add constraint staff_ceremony_pkey PRIMARY KEY (id);

alter table public.staff_credential add constraint staff_credential_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.staff_account(id);

alter table public.staff_credential add constraint staff_credential_pkey PRIMARY KEY (id);

alter table public.staff_link add constraint staff_link_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.staff_account(id);

alter table public.staff_link add constraint staff_link_kind_check CHECK ((kind = ANY (ARRAY['enrolment'::text, 'recovery'::text])));

alter table public.staff_link add constraint staff_link_pkey PRIMARY KEY (id);

alter table public.staff_link add constraint staff_link_secret_hash_key UNIQUE (secret_hash);

alter table public.staff_presence add constraint staff_presence_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.staff_account(id);

alter table public.staff_presence add constraint staff_presence_pause_why_check CHECK ((pause_why = ANY (ARRAY['hard_contact'::text, 'supervisor'::text])));

alter table public.staff_presence add constraint staff_presence_pkey PRIMARY KEY (account_id);

alter table public.staff_presence add constraint staff_presence_state_check CHECK ((state = ANY (ARRAY['off'::text, 'available'::text, 'break'::text, 'meal'::text, 'training'::text])));

alter table public.staff_routing add constraint staff_routing_chats_at_most_check CHECK (((chats_at_most >= 0) AND (chats_at_most <= 6)));

alter table public.staff_routing add constraint staff_routing_pkey PRIMARY KEY (staff_id);

alter table public.staff_session add constraint staff_session_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.staff_account(id);

alter table public.staff_session add constraint staff_session_pkey PRIMARY KEY (id);

alter table public.staff_session add constraint staff_session_secret_hash_key UNIQUE (secret_hash);

alter table public.subject_request add constraint subject_request_by_whom_check CHECK ((by_whom = ANY (ARRAY['self'::text, 'lawyer'::text])));

alter table public.subject_request add constraint subject_request_check CHECK (((outcome IS NULL) = (done_at IS NULL)));

alter table public.subject_request add constraint subject_request_check1 CHECK (((outcome IS NULL) OR (checked_by IS NOT NULL)));

alter table public.subject_request add constraint subject_request_kind_check CHECK ((kind = ANY (ARRAY['access'::text, 'erasure'::text])));

alter table public.subject_request add constraint subject_request_number_key UNIQUE (number);

alter table public.subject_request add constraint subject_request_outcome_check CHECK ((outcome = ANY (ARRAY['given'::text, 'erased'::text, 'held'::text])));

alter table public.subject_request add constraint subject_request_pkey PRIMARY KEY (id);

alter table public.subject_request add constraint two_people CHECK ((checked_by <> registered_by));

alter table public.subject_request_item add constraint subject_request_item_check CHECK (((part = 'recording'::text) = (recording_id IS NOT NULL)));

alter table public.subject_request_item add constraint subject_request_item_check1 CHECK (((decision IS NULL) = (decided_at IS NULL)));

alter table public.subject_request_item add constraint subject_request_item_check2 CHECK (((done_at IS NULL) OR (decision = 'theirs'::text)));

alter table public.subject_request_item add constraint subject_request_item_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contact(id);

alter table public.subject_request_item add constraint subject_request_item_decision_check CHECK ((decision = ANY (ARRAY['theirs'::text, 'others'::text, 'both'::text])));

alter table public.subject_request_item add constraint subject_request_item_part_check CHECK ((part = ANY (ARRAY['words'::text, 'recording'::text])));

alter table public.subject_request_item add constraint subject_request_item_pkey PRIMARY KEY (request_id, "position");

alter table public.subject_request_item add constraint subject_request_item_recording_id_fkey FOREIGN KEY (recording_id) REFERENCES public.recording(id);

alter table public.subject_request_item add constraint subject_request_item_request_id_contact_id_part_recording_i_key UNIQUE NULLS NOT DISTINCT (request_id, contact_id, part, recording_id);

alter table public.subject_request_item add constraint subject_request_item_request_id_fkey FOREIGN KEY (request_id) REFERENCES public.subject_request(id);

alter table public.task add constraint task_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.case_file(id);

alter table public.task add constraint task_kind_check CHECK ((kind ~ '^[a-z_]{1,40}$'::text));

alter table public.task add constraint task_pkey PRIMARY KEY (id);

alter table public.web_call_account add constraint web_call_account_endpoint_key UNIQUE (endpoint);

alter table public.web_call_account add constraint web_call_account_pkey PRIMARY KEY (secret_hash);

alter table public.web_call_account add constraint web_call_account_secret_hash_check CHECK ((octet_length(secret_hash) = 32));

alter table public.witness_state add constraint witness_state_pkey PRIMARY KEY (witness, origin);

alter table public.witness_state add constraint witness_state_size_check CHECK ((size >= 0));

alter table public.work_wish add constraint work_wish_pkey PRIMARY KEY (staff_id);

alter table public.work_wish add constraint work_wish_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff_account(id);

alter table public.workforce_clock add constraint workforce_clock_only_one_check CHECK (only_one);

alter table public.workforce_clock add constraint workforce_clock_pkey PRIMARY KEY (only_one);

alter table public.workforce_run add constraint workforce_run_check CHECK (((state = ANY (ARRAY['done'::text, 'stopped'::text, 'failed'::text])) = (ended_at IS NOT NULL)));

alter table public.workforce_run add constraint workforce_run_check1 CHECK (((state = 'failed'::text) = (problem IS NOT NULL)));

alter table public.workforce_run add constraint workforce_run_kind_check CHECK ((kind = ANY (ARRAY['forecast'::text, 'backtest'::text, 'staffing'::text, 'rota'::text, 'what_if'::text])));

alter table public.workforce_run add constraint workforce_run_pkey PRIMARY KEY (id);

alter table public.workforce_run add constraint workforce_run_progress_check CHECK (((progress >= (0)::double precision) AND (progress <= (1)::double precision)));

alter table public.workforce_run add constraint workforce_run_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'stopped'::text, 'failed'::text])));

-- indexes

CREATE INDEX accessibility_location ON hsds.accessibility USING btree (location_id);

CREATE INDEX address_location ON hsds.address USING btree (location_id);

CREATE INDEX attribute_link ON hsds.attribute USING btree (link_id);

CREATE INDEX attribute_term ON hsds.attribute USING btree (taxonomy_term_id);

CREATE INDEX case_assignment_latest ON public.case_assignment USING btree (staff_id, last_at DESC NULLS LAST);

CREATE INDEX contact_closed ON public.contact USING btree (closed_at) WHERE (closed_at IS NOT NULL);

CREATE INDEX contact_counsellor ON public.contact USING btree (counsellor_id) WHERE (state = ANY (ARRAY['offered'::text, 'connecting'::text, 'talking'::text, 'wrap_up'::text]));

CREATE INDEX contact_finished ON public.contact USING btree (counsellor_id, closed_at) WHERE (closed_at IS NOT NULL);

CREATE INDEX contact_in_line ON public.contact USING btree (channel, language, line_at) WHERE (state = 'waiting'::text);

CREATE INDEX contact_line ON public.contact USING btree (waiting_since);

CREATE INDEX contact_location ON hsds.contact USING btree (location_id);

CREATE INDEX contact_open ON public.contact USING btree (state, waiting_since) WHERE (state <> ALL (ARRAY['closed'::text, 'abandoned'::text, 'callback'::text]));

CREATE INDEX contact_organization ON hsds.contact USING btree (organization_id);

CREATE INDEX contact_party_open ON public.contact_party USING btree (contact_id) WHERE (state <> 'ended'::text);

CREATE INDEX contact_party_staff ON public.contact_party USING btree (staff_id) WHERE (state <> 'ended'::text);

CREATE INDEX contact_service ON hsds.contact USING btree (service_id);

CREATE INDEX contact_service_at_location ON hsds.contact USING btree (service_at_location_id);

CREATE INDEX contact_started ON public.contact USING btree (started_at);

CREATE INDEX contact_with_official ON public.contact USING btree (official_since) WHERE (official_since IS NOT NULL);

CREATE INDEX cost_option_service ON hsds.cost_option USING btree (service_id);

CREATE INDEX directory_entry_revision ON public.directory_entry USING btree (revision);

CREATE INDEX directory_entry_service ON public.directory_entry USING btree (service_id);

CREATE INDEX disclosure_at ON public.disclosure USING btree (at DESC);

CREATE INDEX disclosure_part_person ON public.disclosure_part USING btree (person_id);

CREATE INDEX disclosure_part_request ON public.disclosure_part USING btree (request_id);

CREATE INDEX disclosure_request_case ON public.disclosure_request USING btree (case_id);

CREATE INDEX disclosure_request_contact ON public.disclosure_request USING btree (contact_id) WHERE (contact_id IS NOT NULL);

CREATE INDEX disclosure_request_number ON public.disclosure USING btree (request_number);

CREATE INDEX disclosure_request_open ON public.disclosure_request USING btree (asked_at) WHERE (state = ANY (ARRAY['asked'::text, 'approved'::text, 'released'::text]));

CREATE INDEX disclosure_request_organization ON public.disclosure_request USING btree (organization_id) WHERE (via = 'portal'::text);

CREATE INDEX disclosure_said_request ON public.disclosure_said USING btree (request_id, at);

CREATE INDEX document_case ON public.document USING btree (case_id);

CREATE INDEX document_person ON public.document USING btree (person_id);

CREATE INDEX duty_report_case ON public.duty_report USING btree (case_id);

CREATE INDEX enforcement_agreement_list ON public.enforcement_agreement USING btree (list_id);

CREATE INDEX enforcement_match_organization ON public.enforcement_match USING btree (organization_id);

CREATE INDEX funding_organization ON hsds.funding USING btree (organization_id);

CREATE INDEX funding_service ON hsds.funding USING btree (service_id);

CREATE INDEX job_run_at_idx ON public.job USING btree (run_at);

CREATE INDEX language_location ON hsds.language USING btree (location_id);

CREATE INDEX language_phone ON hsds.language USING btree (phone_id);

CREATE INDEX language_service ON hsds.language USING btree (service_id);

CREATE INDEX legal_demand_open ON public.legal_demand USING btree (answer_due_at) WHERE (answered_at IS NULL);

CREATE INDEX legal_hold_person ON public.legal_hold USING btree (person_id) WHERE (lifted_at IS NULL);

CREATE INDEX line_pull_at_idx ON public.line_pull USING btree (at);

CREATE INDEX location_organization ON hsds.location USING btree (organization_id);

CREATE INDEX log_pending_order ON public.log_pending USING btree (at, id);

CREATE INDEX mailbox_message_at ON public.mailbox_message USING btree (at DESC);

CREATE INDEX metadata_resource ON hsds.metadata USING btree (resource_id);

CREATE INDEX offer_by_time ON public.offer USING btree (made_at);

CREATE INDEX offer_contact_id_made_at_idx ON public.offer USING btree (contact_id, made_at);

CREATE INDEX offer_taken ON public.offer USING btree (staff_id, decided_at) WHERE (state = 'accepted'::text);

CREATE INDEX official_area ON public.official_contact USING btree (area) WHERE ((retired_at IS NULL) AND (area IS NOT NULL));

CREATE INDEX on_call_now ON public.on_call USING btree (ends_at);

CREATE INDEX organization_identifier_organization ON hsds.organization_identifier USING btree (organization_id);

CREATE INDEX organization_parent ON hsds.organization USING btree (parent_organization_id);

CREATE INDEX oversight_item_newest ON public.oversight_item USING btree (from_at DESC);

CREATE INDEX oversight_shift_began ON public.oversight_shift USING btree (began_at);

CREATE INDEX oversight_threshold_agreed ON public.oversight_threshold USING btree (decided_at DESC) WHERE (state = 'agreed'::text);

CREATE INDEX person_case ON public.person USING btree (case_id);

CREATE INDEX phone_contact ON hsds.phone USING btree (contact_id);

CREATE INDEX phone_location ON hsds.phone USING btree (location_id);

CREATE INDEX phone_organization ON hsds.phone USING btree (organization_id);

CREATE INDEX phone_service ON hsds.phone USING btree (service_id);

CREATE INDEX phone_service_at_location ON hsds.phone USING btree (service_at_location_id);

CREATE INDEX program_organization ON hsds.program USING btree (organization_id);

CREATE INDEX recording_contact ON public.recording USING btree (contact_id, asked_at);

CREATE INDEX recording_heard_recording_id_at_idx ON public.recording_heard USING btree (recording_id, at);

CREATE INDEX recording_kept ON public.recording USING btree (kind, ended_at) WHERE ((state = 'over'::text) AND (erased_at IS NULL));

CREATE INDEX recording_take_open ON public.recording_take USING btree (began_at) WHERE (ended_at IS NULL);

CREATE INDEX recording_take_recording_id_began_at_idx ON public.recording_take USING btree (recording_id, began_at);

CREATE INDEX referral_call_referral ON public.referral_call USING btree (referral_id, at);

CREATE INDEX referral_case ON public.referral USING btree (case_id);

CREATE INDEX referral_delivery_at ON public.referral_delivery USING btree (at DESC);

CREATE INDEX referral_message_referral ON public.referral_message USING btree (referral_id);

CREATE INDEX referral_organization ON public.referral USING btree (organization_id);

CREATE INDEX referral_payload_referral ON public.referral_payload USING btree (referral_id);

CREATE INDEX referral_sent ON public.referral USING btree (sent_at);

CREATE INDEX required_document_service ON hsds.required_document USING btree (service_id);

CREATE INDEX rota_shift_of ON public.rota_shift USING btree (staff_id, day);

CREATE INDEX schedule_location ON hsds.schedule USING btree (location_id);

CREATE INDEX schedule_service ON hsds.schedule USING btree (service_id);

CREATE INDEX schedule_service_at_location ON hsds.schedule USING btree (service_at_location_id);

CREATE INDEX sealed_grant_place ON public.sealed_grant USING btree (place_id);

CREATE INDEX sealed_grant_waiting ON public.sealed_grant USING btree (asked_at) WHERE ((approved_at IS NULL) AND (declined_at IS NULL));

CREATE INDEX service_area_service ON hsds.service_area USING btree (service_id);

CREATE INDEX service_at_location_location ON hsds.service_at_location USING btree (location_id);

CREATE INDEX service_at_location_service ON hsds.service_at_location USING btree (service_id);

CREATE INDEX service_organization ON hsds.service USING btree (organization_id);

CREATE INDEX staff_break_staff_id_ends_at_idx ON public.staff_break USING btree (staff_id, ends_at);

CREATE INDEX staff_credential_account_id_idx ON public.staff_credential USING btree (account_id);

CREATE INDEX staff_link_account_id_idx ON public.staff_link USING btree (account_id);

CREATE INDEX staff_session_account_id_idx ON public.staff_session USING btree (account_id) WHERE (ended_at IS NULL);

CREATE INDEX subject_request_open ON public.subject_request USING btree (due_at) WHERE (done_at IS NULL);

CREATE INDEX subject_request_waits ON public.subject_request USING btree (id) WHERE waits_for_hold;

CREATE INDEX task_case ON public.task USING btree (case_id);

CREATE INDEX task_open ON public.task USING btree (due_at) WHERE (done_at IS NULL);

CREATE INDEX task_ref ON public.task USING btree (ref) WHERE (done_at IS NULL);

CREATE INDEX taxonomy_term_parent ON hsds.taxonomy_term USING btree (parent_id);

CREATE INDEX web_call_account_engine_until_idx ON public.web_call_account USING btree (engine, until);

CREATE INDEX workforce_run_newest ON public.workforce_run USING btree (kind, asked_at DESC);

CREATE UNIQUE INDEX call_flow_draft ON public.call_flow USING btree (state) WHERE (state = 'draft'::text);

CREATE UNIQUE INDEX call_flow_live ON public.call_flow USING btree (state) WHERE (state = 'live'::text);

CREATE UNIQUE INDEX caller_block_token ON public.caller_block USING btree (day, token);

CREATE UNIQUE INDEX offer_of_contact ON public.offer USING btree (contact_id) WHERE (state = 'pending'::text);

CREATE UNIQUE INDEX offer_to_staff ON public.offer USING btree (staff_id) WHERE (state = 'pending'::text);

CREATE UNIQUE INDEX oversight_threshold_one_proposal ON public.oversight_threshold USING btree (state) WHERE (state = 'proposed'::text);

CREATE UNIQUE INDEX partner_way_live ON public.partner_way USING btree (organization_id) WHERE ((retired_at IS NULL) AND (second_checked_by IS NOT NULL));

CREATE UNIQUE INDEX recording_open ON public.recording USING btree (contact_id) WHERE (state <> 'over'::text);

CREATE UNIQUE INDEX shift_swap_open ON public.shift_swap USING btree (shift_id) WHERE (state = ANY (ARRAY['asked'::text, 'agreed'::text]));

-- views

create view public.enforcement_concerned as
 SELECT o.id AS organization_id,
    (m.state = 'review'::text) AS doubtful,
    COALESCE(a.signed_on, l.published_on) AS since
   FROM (((public.enforcement_match m
     JOIN public.enforcement_agreement a ON ((a.id = m.agreement_id)))
     JOIN public.enforcement_list l ON ((l.id = a.list_id)))
     JOIN hsds.organization o ON (((o.id = m.organization_id) OR (o.parent_organization_id = m.organization_id))))
  WHERE ((m.state = ANY (ARRAY['matched'::text, 'review'::text])) AND (l.id = ( SELECT enforcement_list.id
           FROM public.enforcement_list
          ORDER BY enforcement_list.published_on DESC, enforcement_list.imported_at DESC
         LIMIT 1)));

-- functions

CREATE OR REPLACE FUNCTION public.callback_number(contact uuid)
 RETURNS bytea
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select number from callback where contact_id = contact and contact::text = current_setting('havenline.contact', true) $function$;

CREATE OR REPLACE FUNCTION public.case_staff(value uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select staff_id from case_assignment where case_id = value order by assigned_at $function$;

CREATE OR REPLACE FUNCTION public.disclosure_released(value text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select released_at from disclosure_request where number = value $function$;

CREATE OR REPLACE FUNCTION public.disclosures_about(person uuid)
 RETURNS TABLE(id uuid, number text, asked_at timestamp with time zone, purpose text, state text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select d.id, d.number, d.asked_at, d.purpose, d.state from disclosure_request d where d.fields @> jsonb_build_array(jsonb_build_object('personId', person)) order by d.asked_at $function$;

CREATE OR REPLACE FUNCTION public.due_cases(before timestamp with time zone, at_most integer)
 RETURNS TABLE(id uuid, number text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select f.id, f.number from case_file f where f.erased_at is null and coalesce(f.last_at, f.opened_at) < before order by coalesce(f.last_at, f.opened_at) limit at_most $function$;

CREATE OR REPLACE FUNCTION public.due_conversations(before timestamp with time zone, at_most integer)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select c.id from contact c
  where c.erased_at is null and c.state in ('closed', 'abandoned') and coalesce(c.ended_at, c.started_at) < before
    and not exists (with recursive up as (select c.id, c.returning_of union select b.id, b.returning_of from contact b join up on b.id = up.returning_of)
      select from up join case_contact k on k.contact_id = up.id)
  order by coalesce(c.ended_at, c.started_at) limit at_most $function$;

CREATE OR REPLACE FUNCTION public.find_case(by_axis text, value text)
 RETURNS SETOF public.case_found
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  its_id uuid;
  found_one case_found;
begin
  if by_axis = 'number' then select c.id into its_id from case_file c where c.number = value;
  elsif by_axis = 'contact' then
    if value is distinct from shown('contact') then return; end if;
    select k.case_id into its_id from case_contact k where k.contact_id = value::uuid;
  else its_id := value::uuid;
  end if;
  select c.id, c.number, c.opened_by, c.opened_at, c.closed_at,
      coalesce((select array_agg(a.staff_id::text order by a.assigned_at) from case_assignment a where a.case_id = c.id), '{}')
    into found_one from case_file c where c.id = its_id;
  if found_one.id is null then return; end if;
  perform set_config('havenline.case', found_one.id::text, true);
  return next found_one;
end $function$;

CREATE OR REPLACE FUNCTION public.find_disclosure(value text, locked boolean)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare its_id uuid;
begin
  if locked then select id into its_id from disclosure_request where number = value for update;
  else select id into its_id from disclosure_request where number = value;
  end if;
  if its_id is not null then perform set_config('havenline.disclosure', its_id::text, true); end if;
  return its_id;
end $function$;

CREATE OR REPLACE FUNCTION public.find_referral(value text, locked boolean)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare its_id uuid;
begin
  if locked then select id into its_id from referral where number = value for update;
  else select id into its_id from referral where number = value;
  end if;
  if its_id is not null then perform set_config('havenline.referral', its_id::text, true); end if;
  return its_id;
end $function$;

CREATE OR REPLACE FUNCTION public.find_request(by_axis text, value text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare its_id uuid;
begin
  if by_axis = 'number' then select id into its_id from subject_request where number = value for update;
  else select id into its_id from subject_request where disclosure_number = value for update;
  end if;
  if its_id is not null then perform set_config('havenline.request', its_id::text, true); end if;
  return its_id;
end $function$;

CREATE OR REPLACE FUNCTION public.find_task(value text)
 RETURNS SETOF public.task
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare found_one task;
begin
  select * into found_one from task where id::text = value for update;
  if found_one.id is null then return; end if;
  perform set_config('havenline.case', coalesce(found_one.case_id::text, ''), true);
  return next found_one;
end $function$;

CREATE OR REPLACE FUNCTION public.in_official_call(staff uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select exists (select 1 from contact c where c.official_since is not null and c.state in ('connecting', 'talking', 'wrap_up')
    and (c.counsellor_id = staff or exists (select 1 from contact_party p where p.contact_id = c.id and p.staff_id = staff and p.state in ('ringing', 'joined'))))
$function$;

CREATE OR REPLACE FUNCTION public.log_is_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'The log only grows: % of % is not possible.', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
end $function$;

CREATE OR REPLACE FUNCTION public.referral_facts(since timestamp with time zone, before timestamp with time zone)
 RETURNS TABLE(urgency text, due_at timestamp with time zone, answered_at timestamp with time zone, first_answer text, outcome_code text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select r.urgency, r.due_at, r.answered_at, r.first_answer, r.outcome_code from referral r where r.sent_at >= since and r.sent_at < before $function$;

CREATE OR REPLACE FUNCTION public.sealed_approve(p_id uuid, p_by uuid, p_minutes integer)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  moment timestamptz := clock_timestamp();
  given sealed_grant;
begin
  update sealed_grant set approved_by = p_by, approved_at = moment, expires_at = moment + make_interval(mins => least(greatest(p_minutes, 1), 30))
    where id = p_id and asked_by <> p_by and approved_at is null and declined_at is null and expires_at > moment returning * into given;
  if given.id is null then return null; end if;
  perform sealed_log(p_by, given.purpose, 'sealed.approve', given.place_id, format('{"sealedGrant":"%s"}', p_id));
  return given.expires_at;
end $function$;

CREATE OR REPLACE FUNCTION public.sealed_ask(p_id uuid, p_place uuid, p_by uuid, p_purpose text, p_recipient text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare until timestamptz;
begin
  insert into sealed_grant (id, place_id, subject_kind, subject_id, case_id, asked_by, purpose, recipient, asked_at, expires_at)
    select p_id, id, subject_kind, subject_id, case_id, p_by, p_purpose, p_recipient, clock_timestamp(), clock_timestamp() + interval '24 hours' from sealed_place where id = p_place
    returning expires_at into until;
  if until is not null then perform sealed_log(p_by, p_purpose, 'sealed.ask', p_place, format('{"sealedGrant":"%s"}', p_id)); end if;
  return until;
end $function$;

CREATE OR REPLACE FUNCTION public.sealed_decline(p_id uuid, p_by uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare given sealed_grant;
begin
  update sealed_grant set declined_by = p_by, declined_at = clock_timestamp()
    where id = p_id and asked_by <> p_by and approved_at is null and declined_at is null and expires_at > clock_timestamp() returning * into given;
  if given.id is null then return false; end if;
  perform sealed_log(p_by, given.purpose, 'sealed.decline', given.place_id, format('{"sealedGrant":"%s"}', p_id));
  return true;
end $function$;

CREATE OR REPLACE FUNCTION public.sealed_log(actor uuid, purpose text, action text, place uuid, details text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  entry uuid := gen_random_uuid();
  salt bytea := decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');
  said text := format('{"action":"%s","actor":{"id":"%s","kind":"staff"},"details":%s,"outcome":"done","purpose":"%s","subject":{"id":"%s","type":"SealedPlace"}}',
    action, actor, details, purpose, place);
begin
  insert into log_detail (id, salt, details) values (entry, salt, said);
  insert into log_pending (id, at, commitment) values (entry, date_trunc('milliseconds', clock_timestamp()), encode(sha256(salt || convert_to(said, 'UTF8')), 'hex'));
end $function$;

CREATE OR REPLACE FUNCTION public.sealed_of(p_kind text, p_subject uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select id from sealed_place where subject_kind = p_kind and subject_id = p_subject
$function$;

CREATE OR REPLACE FUNCTION public.sealed_open(p_grant uuid)
 RETURNS TABLE(place_id uuid, subject_kind text, subject_id uuid, ciphertext bytea)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.sealed_put(p_id uuid, p_kind text, p_subject uuid, p_case uuid, p_ciphertext bytea, p_by uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  delete from sealed_place where subject_kind = p_kind and subject_id = p_subject;
  insert into sealed_place (id, subject_kind, subject_id, case_id, ciphertext, put_by, put_at) values (p_id, p_kind, p_subject, p_case, p_ciphertext, p_by, clock_timestamp());
  perform sealed_log(p_by, 'care-continuity', 'sealed.put', p_id, '{}');
end $function$;

CREATE OR REPLACE FUNCTION public.sealed_remove(p_kind text, p_subject uuid, p_by uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare gone uuid;
begin
  delete from sealed_place where subject_kind = p_kind and subject_id = p_subject returning id into gone;
  if gone is null then return false; end if;
  perform sealed_log(p_by, 'care-continuity', 'sealed.remove', gone, '{}');
  return true;
end $function$;

CREATE OR REPLACE FUNCTION public.shown(axis text)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$ select nullif(current_setting('havenline.' || axis, true), '') $function$;

CREATE OR REPLACE FUNCTION public.working_at(location text)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select distinct a.staff_id from referral r join hsds.service_at_location sal on sal.id = r.service_at_location_id join case_assignment a on a.case_id = r.case_id
  where sal.location_id::text = location and r.state in ('received', 'waitlisted', 'accepted', 'in_service') $function$;

-- triggers

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.log_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION public.log_is_append_only();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.log_cosignature FOR EACH STATEMENT EXECUTE FUNCTION public.log_is_append_only();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.log_entry FOR EACH STATEMENT EXECUTE FUNCTION public.log_is_append_only();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.log_published FOR EACH STATEMENT EXECUTE FUNCTION public.log_is_append_only();

-- policies

create policy address_of_one_location on public.confidential_address as permissive for all to public using (((location_id)::text = current_setting('havenline.location'::text, true))) with check (((location_id)::text = current_setting('havenline.location'::text, true)));

create policy assignment_of_case on public.case_assignment as permissive for all to public using (((CURRENT_USER <> 'havenline_app'::name) OR ((case_id)::text = ( SELECT public.shown('case'::text) AS shown)) OR ((staff_id)::text = ( SELECT public.shown('staff'::text) AS shown)))) with check (((case_id)::text = ( SELECT public.shown('case'::text) AS shown)));

create policy contact_of_case on public.case_contact as permissive for all to public using (((CURRENT_USER <> 'havenline_app'::name) OR ((contact_id)::text = ( SELECT public.shown('contact'::text) AS shown)) OR ((case_id)::text = ( SELECT public.shown('case'::text) AS shown)))) with check (((case_id)::text = ( SELECT public.shown('case'::text) AS shown)));

create policy document_chunk_of_one_case on public.document_chunk as permissive for all to public using (((case_id)::text = current_setting('havenline.case'::text, true))) with check (((case_id)::text = current_setting('havenline.case'::text, true)));

create policy document_of_one_case on public.document as permissive for all to public using (((case_id)::text = current_setting('havenline.case'::text, true))) with check (((case_id)::text = current_setting('havenline.case'::text, true)));

create policy draft_of_one_contact on public.contact_draft as permissive for all to public using (((contact_id)::text = current_setting('havenline.contact'::text, true))) with check (((contact_id)::text = current_setting('havenline.contact'::text, true)));

create policy event_of_case on public.case_event as permissive for all to public using ((((case_id)::text = ( SELECT public.shown('case'::text) AS shown)) OR (EXISTS ( SELECT
   FROM public.case_assignment a
  WHERE ((a.case_id = case_event.case_id) AND ((a.staff_id)::text = ( SELECT public.shown('staff'::text) AS shown))))))) with check (((case_id)::text = ( SELECT public.shown('case'::text) AS shown)));

create policy functions_alone on public.sealed_place as permissive for all to public using ((CURRENT_USER <> 'havenline_app'::name)) with check ((CURRENT_USER <> 'havenline_app'::name));

create policy item_of_one_request on public.subject_request_item as permissive for all to public using (((request_id)::text = current_setting('havenline.request'::text, true))) with check (((request_id)::text = current_setting('havenline.request'::text, true)));

create policy message_of_one_referral on public.referral_message as permissive for all to public using (((referral_id)::text = current_setting('havenline.referral'::text, true))) with check (((referral_id)::text = current_setting('havenline.referral'::text, true)));

create policy messages_of_one_contact on public.chat_message as permissive for all to public using (((contact_id)::text = current_setting('havenline.contact'::text, true))) with check (((contact_id)::text = current_setting('havenline.contact'::text, true)));

create policy one_case on public.case_file as permissive for all to public using (((CURRENT_USER <> 'havenline_app'::name) OR ((id)::text = ( SELECT public.shown('case'::text) AS shown)) OR (EXISTS ( SELECT
   FROM public.case_assignment a
  WHERE ((a.case_id = case_file.id) AND ((a.staff_id)::text = ( SELECT public.shown('staff'::text) AS shown))))) OR (EXISTS ( SELECT
   FROM public.case_contact k
  WHERE ((k.case_id = case_file.id) AND ((k.contact_id)::text = ( SELECT public.shown('contact'::text) AS shown))))))) with check (((id)::text = ( SELECT public.shown('case'::text) AS shown)));

create policy one_disclosure on public.disclosure_request as permissive for all to public using (((CURRENT_USER <> 'havenline_app'::name) OR ((id)::text = ( SELECT public.shown('disclosure'::text) AS shown)) OR ((case_id)::text = ( SELECT public.shown('case'::text) AS shown)) OR ((contact_id)::text = ( SELECT public.shown('contact'::text) AS shown)) OR ((organization_id)::text = ( SELECT public.shown('organization'::text) AS shown)) OR (( SELECT public.shown('list'::text) AS shown) = 'disclosures'::text))) with check (((id)::text = ( SELECT public.shown('disclosure'::text) AS shown)));

create policy one_referral on public.referral as permissive for all to public using (((CURRENT_USER <> 'havenline_app'::name) OR ((id)::text = ( SELECT public.shown('referral'::text) AS shown)) OR ((case_id)::text = ( SELECT public.shown('case'::text) AS shown)) OR ((organization_id)::text = ( SELECT public.shown('organization'::text) AS shown)))) with check ((((id)::text = ( SELECT public.shown('referral'::text) AS shown)) OR ((case_id)::text = ( SELECT public.shown('case'::text) AS shown)) OR ((organization_id)::text = ( SELECT public.shown('organization'::text) AS shown))));

create policy one_request on public.subject_request as permissive for all to public using (((CURRENT_USER <> 'havenline_app'::name) OR ((id)::text = ( SELECT public.shown('request'::text) AS shown)) OR ((person_id)::text = ( SELECT public.shown('person'::text) AS shown)) OR (( SELECT public.shown('list'::text) AS shown) = 'requests'::text))) with check ((((id)::text = ( SELECT public.shown('request'::text) AS shown)) OR ((person_id)::text = ( SELECT public.shown('person'::text) AS shown)) OR (( SELECT public.shown('list'::text) AS shown) = 'requests'::text)));

create policy part_of_one_disclosure on public.disclosure_part as permissive for all to public using (((request_id)::text = current_setting('havenline.disclosure'::text, true))) with check (((request_id)::text = current_setting('havenline.disclosure'::text, true)));

create policy payload_of_one_referral on public.referral_payload as permissive for all to public using (((referral_id)::text = current_setting('havenline.referral'::text, true))) with check (((referral_id)::text = current_setting('havenline.referral'::text, true)));

create policy person_of_one_case on public.person as permissive for all to public using (((case_id)::text = current_setting('havenline.case'::text, true))) with check (((case_id)::text = current_setting('havenline.case'::text, true)));

create policy report_of_case on public.duty_report as permissive for all to public using (((case_id)::text = ( SELECT public.shown('case'::text) AS shown))) with check (((case_id)::text = ( SELECT public.shown('case'::text) AS shown)));

create policy said_of_one_disclosure on public.disclosure_said as permissive for all to public using (((request_id)::text = current_setting('havenline.disclosure'::text, true))) with check (((request_id)::text = current_setting('havenline.disclosure'::text, true)));

create policy task_of_case on public.task as permissive for all to public using (((CURRENT_USER <> 'havenline_app'::name) OR ((case_id)::text = ( SELECT public.shown('case'::text) AS shown)) OR ((for_role IS NOT NULL) AND (( SELECT public.shown('staff'::text) AS shown) IS NOT NULL)) OR (EXISTS ( SELECT
   FROM public.case_assignment a
  WHERE ((a.case_id = task.case_id) AND ((a.staff_id)::text = ( SELECT public.shown('staff'::text) AS shown))))))) with check ((((case_id)::text = ( SELECT public.shown('case'::text) AS shown)) OR (for_role IS NOT NULL)));

create policy word_of_one_demand on public.legal_demand_word as permissive for all to public using (((demand_id)::text = current_setting('havenline.disclosure'::text, true))) with check (((demand_id)::text = current_setting('havenline.disclosure'::text, true)));

create policy word_of_one_disclosure on public.disclosure_word as permissive for all to public using (((request_id)::text = current_setting('havenline.disclosure'::text, true))) with check (((request_id)::text = current_setting('havenline.disclosure'::text, true)));

-- grants

grant delete, insert, select on table public.block_key to havenline_app;

grant delete, insert, select on table public.captured_callback to havenline_app;

grant delete, insert, select on table public.case_event to havenline_app;

grant delete, insert, select on table public.contact_code to havenline_app;

grant delete, insert, select on table public.document to havenline_app;

grant delete, insert, select on table public.document_chunk to havenline_app;

grant delete, insert, select on table public.key_check to havenline_app;

grant delete, insert, select on table public.legal_demand_word to havenline_app;

grant delete, insert, select on table public.log_pending to havenline_app;

grant delete, insert, select on table public.on_call to havenline_app;

grant delete, insert, select on table public.partner_answer to havenline_app;

grant delete, insert, select on table public.referral_message to havenline_app;

grant delete, insert, select on table public.referral_payload to havenline_app;

grant delete, insert, select on table public.staff_break to havenline_app;

grant delete, insert, select on table public.staff_ceremony to havenline_app;

grant delete, insert, select, update on table hsds.address to havenline_app;

grant delete, insert, select, update on table public.calendar_link to havenline_app;

grant delete, insert, select, update on table public.chat_message to havenline_app;

grant delete, insert, select, update on table public.chat_session to havenline_app;

grant delete, insert, select, update on table public.contact_draft to havenline_app;

grant delete, insert, select, update on table public.directory_import_problem to havenline_app;

grant delete, insert, select, update on table public.directory_import_row to havenline_app;

grant delete, insert, select, update on table public.directory_revision to havenline_app;

grant delete, insert, select, update on table public.disclosure_part to havenline_app;

grant delete, insert, select, update on table public.disclosure_word to havenline_app;

grant delete, insert, select, update on table public.duty_report to havenline_app;

grant delete, insert, select, update on table public.job to havenline_app;

grant delete, insert, select, update on table public.job_failure to havenline_app;

grant delete, insert, select, update on table public.mailbox_message to havenline_app;

grant delete, insert, select, update on table public.oversight_item to havenline_app;

grant delete, insert, select, update on table public.oversight_shift to havenline_app;

grant delete, insert, select, update on table public.presence_spell to havenline_app;

grant delete, insert, select, update on table public.rota to havenline_app;

grant delete, insert, select, update on table public.rota_shift to havenline_app;

grant delete, insert, select, update on table public.service_deadline to havenline_app;

grant delete, insert, select, update on table public.special_day to havenline_app;

grant delete, insert, select, update on table public.staff_credential to havenline_app;

grant delete, insert, select, update on table public.staff_link to havenline_app;

grant delete, insert, select, update on table public.staff_session to havenline_app;

grant delete, insert, select, update on table public.subject_request to havenline_app;

grant delete, insert, select, update on table public.subject_request_item to havenline_app;

grant delete, insert, select, update on table public.task to havenline_app;

grant delete, insert, select, update on table public.web_call_account to havenline_app;

grant delete, insert, select, update on table public.workforce_run to havenline_app;

grant execute on function public.callback_number(uuid) to havenline_app;

grant execute on function public.case_staff(uuid) to havenline_app;

grant execute on function public.disclosure_released(text) to havenline_app;

grant execute on function public.disclosures_about(uuid) to havenline_app;

grant execute on function public.due_cases(timestamp with time zone,integer) to havenline_app;

grant execute on function public.due_conversations(timestamp with time zone,integer) to havenline_app;

grant execute on function public.find_case(text,text) to havenline_app;

grant execute on function public.find_disclosure(text,boolean) to havenline_app;

grant execute on function public.find_referral(text,boolean) to havenline_app;

grant execute on function public.find_request(text,text) to havenline_app;

grant execute on function public.find_task(text) to havenline_app;

grant execute on function public.referral_facts(timestamp with time zone,timestamp with time zone) to havenline_app;

grant execute on function public.sealed_approve(uuid,uuid,integer) to havenline_app;

grant execute on function public.sealed_ask(uuid,uuid,uuid,text,text) to havenline_app;

grant execute on function public.sealed_decline(uuid,uuid) to havenline_app;

grant execute on function public.sealed_of(text,uuid) to havenline_app;

grant execute on function public.sealed_open(uuid) to havenline_app;

grant execute on function public.sealed_put(uuid,text,uuid,uuid,bytea,uuid) to havenline_app;

grant execute on function public.sealed_remove(text,uuid,uuid) to havenline_app;

grant execute on function public.working_at(text) to havenline_app;

grant insert, select on table public.case_assignment to havenline_app;

grant insert, select on table public.case_contact to havenline_app;

grant insert, select on table public.confidential_mark to havenline_app;

grant insert, select on table public.disclosure to havenline_app;

grant insert, select on table public.enforcement_agreement to havenline_app;

grant insert, select on table public.enforcement_list to havenline_app;

grant insert, select on table public.figure_people to havenline_app;

grant insert, select on table public.figure_quarter to havenline_app;

grant insert, select on table public.forecast_day to havenline_app;

grant insert, select on table public.key_tombstone to havenline_app;

grant insert, select on table public.line_pull to havenline_app;

grant insert, select on table public.log_checkpoint to havenline_app;

grant insert, select on table public.log_cosignature to havenline_app;

grant insert, select on table public.log_detail to havenline_app;

grant insert, select on table public.log_entry to havenline_app;

grant insert, select on table public.log_published to havenline_app;

grant insert, select on table public.log_tile to havenline_app;

grant insert, select on table public.recording_heard to havenline_app;

grant insert, select on table public.referral_call to havenline_app;

grant insert, select on table public.referral_step to havenline_app;

grant insert, select, update on table hsds.accessibility to havenline_app;

grant insert, select, update on table hsds.attribute to havenline_app;

grant insert, select, update on table hsds.contact to havenline_app;

grant insert, select, update on table hsds.cost_option to havenline_app;

grant insert, select, update on table hsds.funding to havenline_app;

grant insert, select, update on table hsds.language to havenline_app;

grant insert, select, update on table hsds.location to havenline_app;

grant insert, select, update on table hsds.meta_table_description to havenline_app;

grant insert, select, update on table hsds.metadata to havenline_app;

grant insert, select, update on table hsds.organization to havenline_app;

grant insert, select, update on table hsds.organization_identifier to havenline_app;

grant insert, select, update on table hsds.phone to havenline_app;

grant insert, select, update on table hsds.program to havenline_app;

grant insert, select, update on table hsds.required_document to havenline_app;

grant insert, select, update on table hsds.schedule to havenline_app;

grant insert, select, update on table hsds.service to havenline_app;

grant insert, select, update on table hsds.service_area to havenline_app;

grant insert, select, update on table hsds.service_at_location to havenline_app;

grant insert, select, update on table hsds.taxonomy to havenline_app;

grant insert, select, update on table hsds.taxonomy_term to havenline_app;

grant insert, select, update on table public.call_flow to havenline_app;

grant insert, select, update on table public.caller_block to havenline_app;

grant insert, select, update on table public.case_file to havenline_app;

grant insert, select, update on table public.confidential_address to havenline_app;

grant insert, select, update on table public.contact to havenline_app;

grant insert, select, update on table public.contact_party to havenline_app;

grant insert, select, update on table public.directory_entry to havenline_app;

grant insert, select, update on table public.directory_import to havenline_app;

grant insert, select, update on table public.directory_source to havenline_app;

grant insert, select, update on table public.disclosure_request to havenline_app;

grant insert, select, update on table public.disclosure_said to havenline_app;

grant insert, select, update on table public.enforcement_match to havenline_app;

grant insert, select, update on table public.engine_lease to havenline_app;

grant insert, select, update on table public.legal_demand to havenline_app;

grant insert, select, update on table public.legal_demand_item to havenline_app;

grant insert, select, update on table public.legal_hold to havenline_app;

grant insert, select, update on table public.number_check to havenline_app;

grant insert, select, update on table public.offer to havenline_app;

grant insert, select, update on table public.official_contact to havenline_app;

grant insert, select, update on table public.outside_line to havenline_app;

grant insert, select, update on table public.oversight_threshold to havenline_app;

grant insert, select, update on table public.oversight_worker to havenline_app;

grant insert, select, update on table public.partner_way to havenline_app;

grant insert, select, update on table public.person to havenline_app;

grant insert, select, update on table public.recording to havenline_app;

grant insert, select, update on table public.recording_consent to havenline_app;

grant insert, select, update on table public.recording_take to havenline_app;

grant insert, select, update on table public.referral to havenline_app;

grant insert, select, update on table public.referral_delivery to havenline_app;

grant insert, select, update on table public.referral_task to havenline_app;

grant insert, select, update on table public.retention_run to havenline_app;

grant insert, select, update on table public.shift_swap to havenline_app;

grant insert, select, update on table public.softphone_place to havenline_app;

grant insert, select, update on table public.staff_account to havenline_app;

grant insert, select, update on table public.staff_presence to havenline_app;

grant insert, select, update on table public.staff_routing to havenline_app;

grant insert, select, update on table public.witness_state to havenline_app;

grant insert, select, update on table public.work_wish to havenline_app;

grant insert, update on table public.callback to havenline_app;

grant select (attempts) on table public.callback to havenline_app;

grant select (call_when) on table public.callback to havenline_app;

grant select (contact_id) on table public.callback to havenline_app;

grant select (id) on table public.callback to havenline_app;

grant select (language) on table public.callback to havenline_app;

grant select (next_at) on table public.callback to havenline_app;

grant select (requested_at) on table public.callback to havenline_app;

grant select (state) on table public.callback to havenline_app;

grant select (voicemail) on table public.callback to havenline_app;

grant select on table public.enforcement_concerned to havenline_app;

grant select on table public.sealed_grant to havenline_app;

grant select, update on table public.centre to havenline_app;

grant select, update on table public.dial_rule to havenline_app;

grant select, update on table public.figure_clock to havenline_app;

grant select, update on table public.oversight_follower to havenline_app;

grant select, update on table public.recording_setting to havenline_app;

grant select, update on table public.retention_clock to havenline_app;

grant select, update on table public.rota_rules to havenline_app;

grant select, update on table public.routing_rule to havenline_app;

grant select, update on table public.workforce_clock to havenline_app;

grant update (asked_at) on table public.referral_call to havenline_app;

grant update (details) on table public.log_detail to havenline_app;

grant update (erased_at) on table public.log_detail to havenline_app;

grant update (hashes) on table public.log_tile to havenline_app;

grant update (last_at) on table public.case_assignment to havenline_app;

grant update (read_at) on table public.referral_message to havenline_app;

grant update (salt) on table public.log_detail to havenline_app;

grant usage on schema hsds to havenline_app;

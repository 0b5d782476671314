-- The moment at which the day `as_of` ends in the workspace's time zone: from then on, what the
-- documents say about today is out of date.
alter table public.checkpoint add column day_ends timestamptz not null default 'infinity';

-- Every raise of an alert that was noticed, whoever listened. A webhook hears of the raises that
-- are noticed after it was added, and neither a rebuild nor a crash can make an old one new.
create table public.raise (
    workspace_id uuid not null,
    raise_id text not null,
    noticed_at timestamptz not null default clock_timestamp(),
    primary key (workspace_id, raise_id)
);

-- A receiver that answers 410 Gone is sent nothing more, and stays on the list with its reason.
alter table public.webhook add column disabled_at timestamptz;

-- The moment at which the day `as_of` ends in the workspace's time zone: from then on, what the
-- documents say about today is out of date.
alter table public.checkpoint add column day_ends timestamptz not null default 'infinity';

-- What was noticed last of each key result's alert, whoever listened, and how many raises were
-- noticed so far. A webhook hears of the raises that are noticed after it was added, and neither a
-- rebuild nor a crash can make an old one new.
create table public.noticed_alert (
    workspace_id uuid not null,
    key_result_id text not null,
    -- 1 medium, 2 high; null when the alert is not raised.
    severity smallint,
    raises integer not null,
    noticed_at timestamptz not null default clock_timestamp(),
    primary key (workspace_id, key_result_id)
);

-- A receiver that answers 410 Gone is sent nothing more, and stays on the list with its reason.
alter table public.webhook add column disabled_at timestamptz;

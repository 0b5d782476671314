create table public.webhook (
    workspace_id uuid not null,
    webhook_id text not null,
    url text not null,
    secret text not null,
    created_at timestamptz not null default clock_timestamp(),
    deleted_at timestamptz,
    primary key (workspace_id, webhook_id)
);

-- One row for each alert raised and each webhook that is to hear of it, never two.
create table public.delivery (
    workspace_id uuid not null,
    delivery_id text not null,
    webhook_id text not null,
    raise_id text not null,
    kind text not null,
    payload bytea not null,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default clock_timestamp(),
    delivered_at timestamptz,
    failed_at timestamptz,
    last_error text,
    last_status integer,
    created_at timestamptz not null default clock_timestamp(),
    primary key (workspace_id, delivery_id),
    unique (workspace_id, webhook_id, raise_id)
);

create index delivery_due on public.delivery (next_attempt_at)
where delivered_at is null and failed_at is null;

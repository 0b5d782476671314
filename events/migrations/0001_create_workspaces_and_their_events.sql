-- Everything a workspace owns carries workspace_id first in its key, and no constraint spans two
-- workspaces except the directory of names, so that the tables can be distributed by workspace_id.

create table public.workspace (
    workspace_id uuid primary key,
    name text not null unique,
    created_at timestamptz not null default clock_timestamp()
);

create table public.event (
    workspace_id uuid not null,
    position bigint not null,
    stream_id text not null,
    stream_version bigint not null,
    type text not null,
    -- JSON as it was given, byte for byte: this is what the hash covers.
    data bytea not null,
    actor text not null,
    correlation text not null,
    causation text not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    hash bytea not null,
    primary key (workspace_id, position),
    unique (workspace_id, stream_id, stream_version)
);

-- What an idempotency key led to; first_position = last_position + 1 when no event came of it.
create table public.append_key (
    workspace_id uuid not null,
    key text not null,
    fingerprint bytea not null,
    first_position bigint not null,
    last_position bigint not null,
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (workspace_id, key)
);

-- The data as jsonb, for people with a psql prompt.
create view public.event_json as
select
    workspace_id, position, stream_id, stream_version, type,
    convert_from(data, 'UTF8')::jsonb as data,
    actor, correlation, causation, occurred_at, recorded_at
from public.event;

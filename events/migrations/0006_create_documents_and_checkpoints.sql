-- What the projections answer, as the bytes that are sent, and how far the log was read for it.
-- All of it can be dropped and made again from the events.

create table public.document (
    workspace_id uuid not null,
    projection text not null,
    key text not null,
    etag text not null,
    position bigint not null,
    as_of date not null,
    body bytea not null,
    primary key (workspace_id, projection, key)
);

-- Bodies are written and read far more often than they are stored for long, so they are not
-- compressed, and one that fits on a page stays in its row instead of a lookup away.
alter table public.document alter column body set storage external;
alter table public.document set (toast_tuple_target = 8160);

create table public.checkpoint (
    workspace_id uuid primary key,
    position bigint not null,
    as_of date not null,
    layout integer not null,
    updated_at timestamptz not null default clock_timestamp()
);

create table public.snapshot (
    workspace_id uuid primary key,
    position bigint not null,
    layout integer not null,
    body bytea not null
);

alter table public.snapshot alter column body set storage external;

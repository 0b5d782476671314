-- Who follows the rituals of a unit or a person in a calendar. An address is a secret and kept
-- hashed only; as with tokens, it names its workspace, so that looking it up is one primary-key
-- probe there.
create table public.calendar (
    workspace_id uuid not null,
    secret_hash bytea not null,
    calendar_id uuid not null,
    owner_kind text not null,
    owner_id text not null,
    created_by text not null,
    created_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz,
    revoked_at timestamptz,
    primary key (workspace_id, secret_hash),
    unique (workspace_id, calendar_id)
);

-- Tokens are kept hashed only. The hash comes with its workspace, so that looking a token up is
-- one primary-key probe on the node that owns the workspace.
create table public.token (
    workspace_id uuid not null,
    token_hash bytea not null,
    name text not null,
    role text not null,
    created_at timestamptz not null default clock_timestamp(),
    revoked_at timestamptz,
    primary key (workspace_id, token_hash)
);

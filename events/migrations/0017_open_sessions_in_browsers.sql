-- A person's session in a browser, beside tokens: known by a secret in a cookie, kept hashed only. It
-- is over at a moment that is fixed when it is opened, or sooner when it was not used for a while.
create table public.browser_session (
    workspace_id uuid not null,
    session_hash bytea not null,
    person_id text not null,
    opened_with text not null,
    opened_at timestamptz not null,
    last_used_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    revoked_by text,
    primary key (workspace_id, session_hash)
);

-- A link that opens one session, once.
create table public.login_link (
    workspace_id uuid not null,
    secret_hash bytea not null,
    person_id text not null,
    created_at timestamptz not null,
    created_by text not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (workspace_id, secret_hash)
);

call public.keep_workspaces_apart('public.browser_session');
call public.keep_workspaces_apart('public.login_link');
-- Those that have been over for long are removed.
grant select, insert, delete, update (last_used_at, revoked_at, revoked_by)
on public.browser_session to sightline_application;
grant select, insert, delete, update (used_at) on public.login_link to sightline_application;

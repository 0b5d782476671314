-- Where people are reached is not written into events, so that it can be changed and erased: what
-- is erased is null. As whom the provider of single sign-on knows them is noted when they first log
-- in with an address, so that it lets nobody else in when it is given to another account.
create table public.email_address (
    workspace_id uuid not null,
    person_id text not null,
    email text,
    changed_at timestamptz not null,
    changed_by text not null,
    issuer text,
    subject text,
    primary key (workspace_id, person_id),
    unique (workspace_id, email)
);

call public.keep_workspaces_apart('public.email_address');
grant select, insert, update (email, changed_at, changed_by, issuer, subject)
on public.email_address to sightline_application;

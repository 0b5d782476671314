-- By identity, as the log knows them: a person, a service, or whoever ran the command line.
alter table public.token
add column created_by text,
add column revoked_by text;

grant update (revoked_by) on public.token to sightline_application;

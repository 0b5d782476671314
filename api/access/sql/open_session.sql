-- Those that have been over for long are forgotten on the way.
with forgotten as (
    delete from public.browser_session
    where workspace_id = $1 and person_id = $3 and expires_at < now() - interval '90 days'
)
insert into public.browser_session (
    workspace_id, session_hash, person_id, opened_with, opened_at, last_used_at, expires_at
)
values ($1, $2, $3, $4, now(), now(), now() + $5::interval)

with forgotten as (
    delete from public.login_link
    where workspace_id = $1 and expires_at < now() - interval '90 days'
)
insert into public.login_link (
    workspace_id, secret_hash, person_id, created_at, created_by, expires_at
)
values ($1, $2, $3, now(), $4, now() + $5::interval)
returning expires_at

update public.login_link
set used_at = now()
where workspace_id = $1 and secret_hash = $2 and used_at is null and expires_at > now()
returning person_id

update public.browser_session
set revoked_at = now(), revoked_by = $3
where workspace_id = $1 and person_id = $2 and revoked_at is null and expires_at > now()

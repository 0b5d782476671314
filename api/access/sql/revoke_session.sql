update public.browser_session
set revoked_at = now(), revoked_by = $4
where
    workspace_id = $1
    and person_id = $2
    and left(encode(session_hash, 'hex'), 12) = $3
    and revoked_at is null

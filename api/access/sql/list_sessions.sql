select
    left(encode(session_hash, 'hex'), 12), opened_with, opened_at, last_used_at, expires_at,
    revoked_at, revoked_by
from public.browser_session
where workspace_id = $1 and person_id = $2
order by opened_at, session_hash

-- Its last use is noted on the way, to about a minute.
with used as (
    update public.browser_session
    set last_used_at = now()
    where workspace_id = $1 and session_hash = $2 and revoked_at is null
        and expires_at > now() and last_used_at > now() - $3::interval
        and last_used_at < now() - interval '1 minute'
)
select person_id, left(encode(session_hash, 'hex'), 12) as session_id
from public.browser_session
where workspace_id = $1 and session_hash = $2 and revoked_at is null
    and expires_at > now() and last_used_at > now() - $3::interval

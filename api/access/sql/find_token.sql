-- Its last use is noted on the way, to about a minute.
with used as (
    update public.token
    set last_used_at = now()
    where workspace_id = $1 and token_hash = $2 and revoked_at is null
        and (expires_at is null or expires_at > now())
        and (last_used_at is null or last_used_at < now() - interval '1 minute')
)
select name, role, unit_id, person_id, left(encode(token_hash, 'hex'), 12) as token_id
from public.token
where workspace_id = $1 and token_hash = $2 and revoked_at is null
    and (expires_at is null or expires_at > now())

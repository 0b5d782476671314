select name, role, unit_id, person_id, left(encode(token_hash, 'hex'), 12) as token_id
from public.token
where workspace_id = $1 and token_hash = $2 and revoked_at is null
    and (expires_at is null or expires_at > now())

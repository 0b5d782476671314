select
    left(encode(token_hash, 'hex'), 12), name, role, unit_id, person_id, created_at, expires_at,
    last_used_at, revoked_at, created_by, revoked_by
from public.token
where workspace_id = $1
order by created_at, token_hash

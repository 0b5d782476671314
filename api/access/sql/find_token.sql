select name, role, unit_id
from public.token
where workspace_id = $1 and token_hash = $2 and revoked_at is null

select owner_kind, owner_id, created_at
from public.calendar
where
    workspace_id = $1
    and secret_hash = $2
    and revoked_at is null
    and (expires_at is null or expires_at > $3)

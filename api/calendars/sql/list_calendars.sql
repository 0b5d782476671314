select calendar_id::text, owner_kind, owner_id, created_by, created_at, expires_at, revoked_at
from public.calendar
where workspace_id = $1
order by created_at desc, calendar_id
limit $2

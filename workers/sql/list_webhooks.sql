select webhook_id, url, created_at, disabled_at
from public.webhook
where workspace_id = $1 and deleted_at is null
order by created_at, webhook_id

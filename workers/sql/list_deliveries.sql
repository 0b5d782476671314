select
    delivery_id, webhook_id, raise_id, kind, attempts, created_at, next_attempt_at,
    delivered_at, failed_at, last_status, last_error
from public.delivery
where workspace_id = $1 and webhook_id = $2
order by created_at desc, delivery_id
limit $3

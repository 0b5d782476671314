-- Whoever claims a delivery has it alone until the lease is over. The attempt counts from here on,
-- so that one that ends its worker is not tried for ever.
update public.delivery as d
set attempts = d.attempts + 1, next_attempt_at = clock_timestamp() + make_interval(secs => $3)
from (
    select delivery_id
    from public.delivery
    where workspace_id = $1
        and delivered_at is null and failed_at is null and next_attempt_at <= clock_timestamp()
    order by next_attempt_at
    limit $2
    for update skip locked
) as due, public.webhook as w
where d.workspace_id = $1 and d.delivery_id = due.delivery_id
    and w.workspace_id = $1 and w.webhook_id = d.webhook_id
returning d.delivery_id, d.webhook_id, d.payload, d.attempts, w.url, w.secret

-- Whoever claims a delivery has it alone until the lease is over. The attempt counts from here on,
-- so that one that ends its worker is not tried for ever. $5 names the webhook of each delivery that
-- the worker has under way: no receiver may take more than its share ($4), however slow it is.
with due as (
    select oldest.delivery_id, w.url, w.secret
    from public.webhook as w
    cross join lateral (
        select delivery_id, next_attempt_at
        from public.delivery
        where workspace_id = $1 and webhook_id = w.webhook_id
            and delivered_at is null and failed_at is null
            and next_attempt_at <= clock_timestamp()
        order by next_attempt_at
        limit $4::bigint - cardinality(array_positions($5::text[], w.webhook_id))
        for update skip locked
    ) as oldest
    where w.workspace_id = $1
    order by oldest.next_attempt_at
    limit $2
)
update public.delivery as d
set attempts = d.attempts + 1, next_attempt_at = clock_timestamp() + make_interval(secs => $3)
from due
where d.workspace_id = $1 and d.delivery_id = due.delivery_id
returning d.delivery_id, d.webhook_id, d.payload, d.attempts, due.url, due.secret

update public.delivery
set
    last_status = $3,
    last_error = $4,
    delivered_at = case when $5 = 'delivered' then clock_timestamp() end,
    failed_at = case when $5 = 'failed' then clock_timestamp() end,
    next_attempt_at = clock_timestamp() + make_interval(secs => $6)
where workspace_id = $1 and delivery_id = $2 and delivered_at is null and failed_at is null

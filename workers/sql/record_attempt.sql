with ended as (
    update public.delivery_attempt
    set ended_at = now(), status = $4, error = $5
    where workspace_id = $1 and delivery_id = $2 and attempt = $3
)
update public.delivery
set
    last_status = $4,
    last_error = $5,
    receipt = coalesce($6, receipt),
    delivered_at = case when $7 = 'delivered' then now() end,
    failed_at = case when $7 = 'failed' then now() end,
    next_attempt_at = now() + make_interval(secs => $8)
where workspace_id = $1 and delivery_id = $2 and delivered_at is null and failed_at is null

with disabled as (
    update public.webhook
    set disabled_at = clock_timestamp()
    where workspace_id = $1 and webhook_id = $2 and disabled_at is null
)
update public.delivery
set failed_at = clock_timestamp(), last_error = 'the receiver answered 410 Gone'
where workspace_id = $1 and webhook_id = $2 and delivered_at is null and failed_at is null

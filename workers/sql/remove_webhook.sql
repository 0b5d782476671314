with removed as (
    update public.webhook
    set deleted_at = clock_timestamp()
    where workspace_id = $1 and webhook_id = $2 and deleted_at is null
    returning webhook_id
), given_up as (
    update public.delivery as d
    set failed_at = clock_timestamp(), last_error = 'the webhook was removed'
    from removed
    where d.workspace_id = $1 and d.webhook_id = removed.webhook_id
        and d.delivered_at is null and d.failed_at is null
)
select count(*) from removed

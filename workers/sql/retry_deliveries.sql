-- What was given up on, unless its receiver is gone.
update public.delivery as d
set failed_at = null, next_attempt_at = now()
where d.workspace_id = $1 and d.delivery_id = any ($2) and d.failed_at is not null
    and not exists (
        select from public.webhook as w
        where w.workspace_id = $1 and w.webhook_id = d.webhook_id
            and (w.deleted_at is not null or w.disabled_at is not null)
    )
    and not exists (
        select from public.chat as c
        where c.workspace_id = $1 and c.chat_id = d.chat_id and c.deleted_at is not null
    )
returning d.delivery_id

with removed as (
    update public.chat
    set deleted_at = now()
    where workspace_id = $1 and chat_id = $2 and deleted_at is null
    returning chat_id
), given_up as (
    update public.delivery as d
    set failed_at = now(), last_error = 'the chat was removed'
    from removed
    where d.workspace_id = $1 and d.lane = removed.chat_id
        and d.delivered_at is null and d.failed_at is null
)
select count(*) from removed

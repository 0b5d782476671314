select
    d.delivery_id, d.channel, d.webhook_id, d.chat_id, d.person_id, d.message_id,
    d.raise_id as cause, d.kind,
    case
        when d.delivered_at is not null then 'delivered'
        when d.failed_at is not null then 'failed'
        else 'waiting'
    end as state,
    d.created_at, d.next_attempt_at, d.delivered_at, d.failed_at,
    d.attempts, d.last_status, d.last_error,
    (
        select coalesce(json_agg(tried order by tried.attempt), '[]')::text
        from (
            select a.attempt, a.begun_at, a.ended_at, a.status, a.error
            from public.delivery_attempt as a
            where a.workspace_id = $1 and a.delivery_id = d.delivery_id
            order by a.attempt desc
            limit 20
        ) as tried
    ) as tried
from public.delivery as d
where d.workspace_id = $1

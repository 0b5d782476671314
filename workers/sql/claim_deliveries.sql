-- Whoever claims a delivery has it alone until the lease is over. The attempt counts from here on,
-- so that one that ends its worker is not tried for ever. $5 names the lane of each delivery that
-- the worker has under way: no receiver may take more than its share ($4), however slow it is. The
-- lanes in $6 are left alone. A message names what is told together with it, each after $7, and what
-- changes it goes on naming that; $8 is all that is left of one that was taken back.
with due as (
    select oldest.delivery_id
    from (
        select webhook_id as lane from public.webhook where workspace_id = $1
        union all
        select chat_id from public.chat where workspace_id = $1
        union all
        select 'email'
    ) as lanes
    cross join lateral (
        select delivery_id, next_attempt_at
        from public.delivery
        where workspace_id = $1 and lane = lanes.lane
            and delivered_at is null and failed_at is null
            and next_attempt_at <= now()
        order by next_attempt_at
        limit $4::bigint - cardinality(array_positions($5::text[], lanes.lane))
        for update skip locked
    ) as oldest
    where lanes.lane <> all ($6::text[])
    order by oldest.next_attempt_at
    limit $2
), claimed as (
    update public.delivery as d
    set attempts = d.attempts + 1, next_attempt_at = now() + make_interval(secs => $3)
    from due
    where d.workspace_id = $1 and d.delivery_id = due.delivery_id
    returning d.*
), begun as (
    insert into public.delivery_attempt (workspace_id, delivery_id, attempt, begun_at)
    select workspace_id, delivery_id, attempts, now() from claimed
), also as (
    select
        claimed.delivery_id,
        string_agg($7 || told.title, '' order by told.created_at, told.message_id) as titles
    from claimed
    left join public.delivery as changed
        on changed.workspace_id = $1 and changed.delivery_id = claimed.updates
    join public.message as m
        on m.workspace_id = $1
            and m.message_id = coalesce(changed.message_id, claimed.message_id)
    join public.message as told
        on told.workspace_id = $1 and told.person_id = m.person_id
            and told.created_at >= m.created_at and told.not_before = m.not_before
            and told.subject = m.subject and told.suppressed = 'together'
    group by claimed.delivery_id
)
select
    coalesce(m.title, '') as title,
    coalesce(m.body, '') || coalesce(also.titles, '') as body,
    coalesce(m.why, '') as why,
    coalesce(m.link, '') as link,
    claimed.delivery_id, claimed.channel, claimed.lane, claimed.webhook_id, claimed.person_id,
    claimed.payload, claimed.attempts,
    coalesce(w.url, c.url) as url, coalesce(w.secret, c.secret) as secret, c.room,
    r.email,
    (
        select first.receipt
        from public.delivery as first
        where first.workspace_id = $1 and first.lane = claimed.lane
            and first.subject = claimed.subject
            and coalesce(first.person_id, '') = coalesce(claimed.person_id, '')
            and first.receipt is not null
        order by first.created_at
        limit 1
    ) as thread,
    claimed.message_id is not null and (
        m.message_id is null or m.suppressed is not null or (m.body = $8 and also.titles is null)
    ) as taken_back,
    posted.delivery_id, posted.receipt, posted.failed_at is not null as failed,
    before.title as before, before.why as why_before
from claimed
left join public.message as m
    on m.workspace_id = $1 and m.message_id = claimed.message_id
left join public.webhook as w
    on w.workspace_id = $1 and w.webhook_id = claimed.webhook_id
left join public.chat as c
    on c.workspace_id = $1 and c.chat_id = claimed.chat_id
left join also on also.delivery_id = claimed.delivery_id
left join public.delivery as posted
    on posted.workspace_id = $1 and posted.delivery_id = claimed.updates
left join public.message as before
    on before.workspace_id = $1 and before.message_id = posted.message_id
left join public.reachable as r
    on r.workspace_id = $1 and r.person_id = claimed.person_id and r.channel = claimed.channel
        and r.chat_id is not distinct from claimed.chat_id

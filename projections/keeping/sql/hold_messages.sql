-- What has come to nothing before it was sent is not sent, unless it tells something else as well, and
-- is in no digest any more that has yet to go; $5 says why. Given back are those digests. What they
-- tell is from $6 on.
with waiting as (
    select person_id, not_before
    from public.message
    where
        workspace_id = $1 and kind = 'digest' and suppressed is null and handed_on_at is null
        and not_before > $3
), ended as (
    select message_id, person_id, not_before, false as in_digest
    from public.message
    where
        workspace_id = $1 and cause = any($2) and person_id is not null
        and suppressed is null and handed_on_at is null and strpos(body, $4) = 0
    union all
    select m.message_id, m.person_id, m.not_before, true
    from waiting
    join public.message as m
        on m.workspace_id = $1 and m.person_id = waiting.person_id
            and m.not_before = waiting.not_before and m.created_at >= $6
    where m.cause = any($2) and m.suppressed in ('digest', 'ceiling')
), held as (
    update public.message
    set suppressed = $5
    from ended
    where
        message.workspace_id = $1 and message.message_id = ended.message_id
        and message.handed_on_at is null
)
select distinct person_id, not_before from ended where in_digest

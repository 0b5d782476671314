-- What has come to nothing before it was sent is not sent, unless it tells something else as well, and
-- is in no digest any more that has yet to go. The digests that told of it are made anew.
with settled as (
    update public.message as m
    set suppressed = 'settled'
    from public.message as was
    where
        m.workspace_id = $1 and m.cause = any($2) and m.person_id is not null
        and m.handed_on_at is null and strpos(m.body, $4) = 0
        and (m.suppressed is null or m.suppressed in ('digest', 'ceiling') and m.not_before > $3)
        and was.workspace_id = $1 and was.message_id = m.message_id
    returning m.person_id, m.not_before, was.suppressed
)
select distinct person_id, not_before from settled where suppressed is not null

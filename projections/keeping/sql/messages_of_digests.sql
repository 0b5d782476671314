-- What the digests of some people that go at some moments tell, as much of it as each names.
select person_id, not_before, title, why, total
from (
    select
        person_id, not_before, title, why, created_at, message_id,
        row_number() over (
            partition by person_id, not_before order by created_at, message_id
        ) as number,
        count(*) over (partition by person_id, not_before) as total
    from public.message
    where
        workspace_id = $1 and person_id = any($2) and created_at >= $4
        and not_before = any($3::timestamptz[]) and suppressed = any($6)
) as held
where number <= $5
order by person_id, not_before, number

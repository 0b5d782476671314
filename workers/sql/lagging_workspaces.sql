-- One page of all workspaces: is the log ahead of the documents, is their day over, are they of an
-- older layout, or of a day to come, because a clock was ahead? (A day has 25 hours at most, and
-- clocks may differ by one.) Those of a newer layout are left to newer workers. Each workspace costs
-- one probe into the log and one into the checkpoints.
select
    page.workspace_id::text as workspace_id,
    coalesce(c.layout <= $3, true)
        and (
            coalesce(head.position, 0) > coalesce(c.position, 0)
            or coalesce(c.layout < $3, false)
            or coalesce(c.day_ends <= clock_timestamp(), false)
            or coalesce(
                isfinite(c.day_ends)
                and c.day_ends
                > greatest(clock_timestamp(), head.recorded_at) + interval '26 hours',
                false
            )
        ) as lagging
from (
    select w.workspace_id
    from public.workspace as w
    where w.workspace_id > $1
    order by w.workspace_id
    limit $2
) as page
left join lateral (
    select e.position, e.recorded_at
    from public.event as e
    where e.workspace_id = page.workspace_id
    order by e.position desc
    limit 1
) as head on true
left join public.checkpoint as c on c.workspace_id = page.workspace_id
order by page.workspace_id

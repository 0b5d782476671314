select newest.position, newest.hash, newest.recorded_at
from public.workspace as w
left join lateral (
    select e.position, e.hash, e.recorded_at
    from public.event as e
    where e.workspace_id = $1
    order by e.position desc
    limit 1
) as newest on true
where w.workspace_id = $1

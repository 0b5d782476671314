select distinct due.workspace_id::text
from (
    select d.workspace_id
    from public.delivery as d
    where d.delivered_at is null and d.failed_at is null and d.next_attempt_at <= clock_timestamp()
    order by d.next_attempt_at
    limit $1
) as due

select
    position, stream_id, stream_version, type, data, actor, correlation, causation,
    occurred_at, recorded_at, hash
from public.event
where workspace_id = $1 and position > $2 and position <= $3
order by position
limit $4

select position, stream_version, type, data, actor, recorded_at, correlation
from public.event
where workspace_id = $1 and position > $2 and position <= $3
order by position
limit $4

select
    e.position, e.stream_id, e.stream_version, e.type, e.data, e.actor, e.correlation, e.causation,
    e.occurred_at, e.recorded_at, e.hash
from unnest($2::text[], $3::bigint[]) as wanted (stream_id, after)
join public.event as e
    on e.workspace_id = $1
    and e.stream_id = wanted.stream_id
    and e.stream_version > wanted.after
order by e.position
limit $4

-- Each stream is read by its own index and to the limit at most; the rest is put in order.
select
    e.position, e.stream_id, e.stream_version, e.type, e.data, e.actor, e.correlation, e.causation,
    e.occurred_at, e.recorded_at, e.hash
from unnest($2::text[], $3::bigint[]) as wanted (stream_id, after)
cross join lateral (
    select *
    from public.event as s
    where s.workspace_id = $1
        and s.stream_id = wanted.stream_id
        and s.stream_version > wanted.after
    order by s.stream_version
    limit $4
) as e
order by e.position
limit $4

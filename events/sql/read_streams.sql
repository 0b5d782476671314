-- Each stream is read by its own index and to the limit at most; the rest is put in order. The
-- session enters the workspace on the way, as in append_events.sql.
select
    e.position, e.stream_id, e.stream_version, e.type, e.data, e.actor, e.correlation, e.causation,
    e.occurred_at, e.recorded_at, e.hash
from (
    select
        case
            when current_setting('sightline.workspace', true) = $1::uuid::text then $1::uuid
            else set_config('sightline.workspace', $1::uuid::text, false)::uuid
        end as workspace
    offset 0
) as entered
cross join unnest($2::text[], $3::bigint[]) as wanted (stream_id, after)
cross join lateral (
    select *
    from public.event as s
    where s.workspace_id = entered.workspace
        and s.stream_id = wanted.stream_id
        and s.stream_version > wanted.after
    order by s.stream_version
    limit $4
) as e
order by e.position
limit $4

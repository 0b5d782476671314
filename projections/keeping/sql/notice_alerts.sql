-- Every part of this sees what was noticed before it: an alert that is raised now and was not then,
-- or was milder, is told to those who listen by now. The checkpoint's lock keeps others away.
with seen as (
    select
        given.key_result_id, given.severity, given.payload,
        given.severity is not null
            and (known.severity is null or known.severity < given.severity) as raised,
        given.severity is distinct from known.severity as changed,
        coalesce(known.raises, 0) as raises
    from unnest($2::text[], $3::smallint[], $4::bytea[])
        as given (key_result_id, severity, payload)
    left join public.noticed_alert as known
        on known.workspace_id = $1 and known.key_result_id = given.key_result_id
), kept as (
    insert into public.noticed_alert (workspace_id, key_result_id, severity, raises)
    select $1, key_result_id, severity, raises + raised::integer
    from seen
    where changed
    on conflict (workspace_id, key_result_id) do update
    set severity = excluded.severity, raises = excluded.raises, noticed_at = clock_timestamp()
), waiting as (
    insert into public.delivery (workspace_id, delivery_id, webhook_id, raise_id, kind, payload)
    select
        $1, 'msg_' || replace(gen_random_uuid()::text, '-', ''), w.webhook_id,
        seen.key_result_id || ':' || seen.raises + 1, $5, seen.payload
    from seen
    join public.webhook as w
        on w.workspace_id = $1 and w.deleted_at is null and w.disabled_at is null
    where seen.raised
    on conflict (workspace_id, webhook_id, raise_id) do nothing
)
select key_result_id, raises + 1 as raises from seen where raised

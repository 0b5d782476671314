-- Every part of this sees what was noticed before it: an alert that is raised now and was not then,
-- or was milder, is told to those who listen by now, and so is that one is over. One that was silenced
-- is over when it is not any more, or is silenced for good. The checkpoint's lock keeps others away.
with seen as (
    select
        given.key_result_id, given.severity, given.silenced, given.payload,
        given.severity is not null
            and (known.severity is null or known.severity < given.severity) as raised,
        given.severity is null and known.raises > 0 and (
            known.severity is not null
            or (known.silenced is not null and known.silenced is distinct from given.silenced)
        ) as ended,
        (given.severity, given.silenced) is distinct from (known.severity, known.silenced)
        as changed,
        coalesce(known.raises, 0) as raises,
        known.silenced as before
    from unnest($2::text[], $3::smallint[], $4::text[], $5::bytea[])
        as given (key_result_id, severity, silenced, payload)
    left join public.noticed_alert as known
        on known.workspace_id = $1 and known.key_result_id = given.key_result_id
), kept as (
    insert into public.noticed_alert (workspace_id, key_result_id, severity, silenced, raises)
    select $1, key_result_id, severity, silenced, raises + raised::integer
    from seen
    where changed
    on conflict (workspace_id, key_result_id) do update
    set
        severity = excluded.severity, silenced = excluded.silenced, raises = excluded.raises,
        noticed_at = clock_timestamp()
), waiting as (
    insert into public.delivery (workspace_id, delivery_id, webhook_id, raise_id, kind, payload)
    select
        $1, 'msg_' || replace(gen_random_uuid()::text, '-', ''), w.webhook_id,
        seen.key_result_id || ':' || seen.raises + 1, $6, seen.payload
    from seen
    join public.webhook as w
        on w.workspace_id = $1 and w.deleted_at is null and w.disabled_at is null
    where seen.raised
    on conflict (workspace_id, webhook_id, raise_id) do nothing
)
select key_result_id, raises + raised::integer as raises, before from seen where raised or ended

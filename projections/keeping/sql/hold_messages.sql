-- What has come to nothing before it was sent is not sent, for the reason $3. What was to be told
-- together with it is sent in its place, the first of it by itself and the others with that one.
-- Given back are the digests that have named something of it until now; $5 are the reasons for which
-- they do.
with ended as (
    select message_id, person_id, subject, created_at, not_before, suppressed
    from public.message
    where
        workspace_id = $1 and cause = any($2) and person_id is not null and handed_on_at is null
        and (
            suppressed is null or suppressed = 'together'
            or (suppressed = any($5) and not_before > $4)
        )
), following as (
    select distinct on (m.person_id, m.subject, m.not_before) m.message_id
    from ended
    join public.message as m
        on m.workspace_id = $1 and m.person_id = ended.person_id and m.subject = ended.subject
            and m.created_at >= ended.created_at and m.not_before = ended.not_before
            and m.suppressed = 'together'
            and m.cause <> all($2)
    where ended.suppressed is null
    order by m.person_id, m.subject, m.not_before, m.created_at, m.message_id
), held as (
    update public.message
    set suppressed = $3
    from ended
    where message.workspace_id = $1 and message.message_id = ended.message_id
), promoted as (
    update public.message
    set suppressed = null
    from following
    where message.workspace_id = $1 and message.message_id = following.message_id
)
select distinct person_id, not_before from ended where suppressed = any($5)

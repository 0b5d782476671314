-- One answer for several readers of a workspace: how far its views are, and each view asked for,
-- without its body where the reader has it already. What a reader may not see is not there for it:
-- beside what is for everybody it sees some audiences (U+001F is between them), or all.
--
-- The session enters the workspace on the way, which by itself would be another round trip. What is
-- below can only be read with what entering gives, and so after it: none of it may be flattened.
select
    coalesce(c.position, 0) as reached,
    c.stopped_at,
    c.stopped_by,
    d.etag,
    case when d.etag = wanted.known then null else d.body end as body,
    case when d.failed then d.position end as failed_since
from (
    select
        case
            when current_setting('sightline.workspace', true) = $1::uuid::text then $1::uuid
            else set_config('sightline.workspace', $1::uuid::text, false)::uuid
        end as workspace
    offset 0
) as entered
left join lateral (
    select position, stopped_at, stopped_by
    from public.checkpoint
    where workspace_id = entered.workspace
    offset 0
) as c on true
cross join unnest($2::text[], $3::text[], $4::text[], $5::text[])
    with ordinality as wanted (projection, key, known, sees, place)
left join lateral (
    select etag, body, failed, position
    from public.document
    where
        workspace_id = entered.workspace
        and projection = wanted.projection and key = wanted.key
        and (audience = '' or audience = any(string_to_array(wanted.sees, chr(31))) or wanted.sees is null)
    offset 0
) as d on true
order by wanted.place

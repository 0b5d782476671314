-- A document that was rendered to the same content, for the same readers, is left as it is.
insert into public.document
    (workspace_id, projection, key, etag, position, as_of, body, part, audience, failed)
select
    $1, written.projection, written.key, written.etag, $2, $3, written.body, written.part,
    written.audience, written.failed
from unnest(
    $4::text[], $5::text[], $6::text[], $7::bytea[], $8::text[], $9::text[], $10::boolean[]
) as written (projection, key, etag, body, part, audience, failed)
on conflict (workspace_id, projection, key) do update
set
    etag = excluded.etag, position = excluded.position, as_of = excluded.as_of,
    body = excluded.body, audience = excluded.audience, failed = excluded.failed
where
    public.document.etag <> excluded.etag
    or public.document.audience <> excluded.audience

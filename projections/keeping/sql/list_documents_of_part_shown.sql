-- As list_documents_shown.sql, of one part.
select key, etag, body, position, as_of, failed
from (
    (
        select key, etag, body, position, as_of, failed
        from public.document
        where
            workspace_id = $1 and projection = $2 and part = $6 and part <> ''
            and audience = '' and key > $3
        order by key
        limit $4
    )
    union all
    (
        select d.key, d.etag, d.body, d.position, d.as_of, d.failed
        from unnest($5::text[]) as seen (audience)
        cross join lateral (
            select key, etag, body, position, as_of, failed
            from public.document
            where
                workspace_id = $1 and projection = $2 and part = $6 and part <> ''
                and audience = seen.audience and audience <> '' and key > $3
            order by key
            limit $4
        ) as d
    )
) as shown
order by key
limit $4

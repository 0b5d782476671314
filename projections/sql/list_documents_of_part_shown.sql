-- As list_documents_shown.sql, of one part.
select key, etag, body, position, as_of
from (
    (
        select key, etag, body, position, as_of
        from public.document
        where
            workspace_id = $1 and projection = $2 and part = $6 and part <> ''
            and audience = '' and key > $3
        order by key
        limit $4
    )
    union all
    (
        select key, etag, body, position, as_of
        from public.document
        where
            workspace_id = $1 and projection = $2 and part = $6 and part <> ''
            and audience = $5 and audience <> '' and key > $3
        order by key
        limit $4
    )
) as shown
order by key
limit $4

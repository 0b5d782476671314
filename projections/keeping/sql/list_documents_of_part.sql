select key, etag, body, position, as_of, failed
from public.document
where workspace_id = $1 and projection = $2 and key > $3 and part = $5 and part <> ''
order by key
limit $4

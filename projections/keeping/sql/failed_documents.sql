select projection, key, position, body
from public.document
where workspace_id = $1 and failed
order by projection, key
limit $2

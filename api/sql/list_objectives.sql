select key, body
from public.document
where workspace_id = $1 and projection = 'objective' and key > $2
order by key
limit $3

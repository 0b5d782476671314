select wanted.place - 1 as place, d.etag, d.body, d.audience
from unnest($2::text[], $3::text[]) with ordinality as wanted (projection, key, place)
join public.document as d
    on d.workspace_id = $1 and d.projection = wanted.projection and d.key = wanted.key

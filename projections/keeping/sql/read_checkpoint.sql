select position, as_of, layout, stopped_at, stopped_by
from public.checkpoint
where workspace_id = $1

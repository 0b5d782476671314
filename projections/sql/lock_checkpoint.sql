-- Whoever holds this row is the only one to write the workspace's documents.
select
    position, as_of, layout, clock_timestamp() as now,
    set_config('synchronous_commit', 'off', true) as lost_documents_are_made_again
from public.checkpoint
where workspace_id = $1
for update

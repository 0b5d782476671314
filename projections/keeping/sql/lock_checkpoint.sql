-- Whoever holds this row is the only one to write the workspace's documents.
select
    position, as_of, layout, told_position, stopped_at, stopped_by, clock_timestamp() as now,
    exists (
        select from public.document as d where d.workspace_id = $1 and d.failed
    ) as failing,
    set_config('synchronous_commit', 'off', true) as lost_documents_are_made_again
from public.checkpoint
where workspace_id = $1
for update

update public.checkpoint
set
    position = $2, as_of = $3, layout = $4, day_ends = $5, updated_at = clock_timestamp(),
    told_position = greatest(told_position, $2)
where workspace_id = $1

-- What is done was read. Marking again changes nothing.
update public.message
set
    read_at = coalesce(read_at, $4),
    done_at = case when $5 then coalesce(done_at, $4) else done_at end
where workspace_id = $1 and message_id = $3 and person_id = $2

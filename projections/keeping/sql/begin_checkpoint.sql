insert into public.checkpoint (workspace_id, position, as_of, layout)
select workspace_id, 0, date '0001-01-01', $2 from public.workspace where workspace_id = $1
on conflict (workspace_id) do nothing

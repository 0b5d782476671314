insert into public.snapshot as kept (workspace_id, position, layout, body)
values ($1, $2, $3, $4)
on conflict (workspace_id) do update
set position = excluded.position, layout = excluded.layout, body = excluded.body
where kept.layout < excluded.layout
    or (kept.layout = excluded.layout and kept.position < excluded.position)

insert into public.unsubscribe_key (workspace_id, secret)
values ($1, $2)
on conflict (workspace_id) do nothing

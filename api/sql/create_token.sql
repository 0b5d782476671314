insert into public.token (workspace_id, token_hash, name, role)
values ($1, $2, $3, $4)

insert into public.token (workspace_id, token_hash, name, role, unit_id)
values ($1, $2, $3, $4, $5)

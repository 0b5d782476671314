insert into public.token (
    workspace_id, token_hash, name, role, unit_id, person_id, expires_at, created_by
)
values ($1, $2, $3, $4, $5, $6, $7, $8)

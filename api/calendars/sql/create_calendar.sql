insert into public.calendar
    (workspace_id, secret_hash, calendar_id, owner_kind, owner_id, created_by, expires_at)
values ($1, $2, $3, $4, $5, $6, $7)
returning calendar_id::text, owner_kind, owner_id, created_by, created_at, expires_at, revoked_at

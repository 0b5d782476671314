update public.token
set revoked_at = now(), revoked_by = $3
where
    workspace_id = $1
    and revoked_at is null
    and length($2::text) >= 8
    and starts_with(encode(token_hash, 'hex'), $2)

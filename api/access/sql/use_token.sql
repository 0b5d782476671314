update public.token
set last_used_at = now()
where workspace_id = $1 and token_hash = $2
    and (last_used_at is null or last_used_at < now() - interval '1 minute')

update public.calendar
set revoked_at = coalesce(revoked_at, clock_timestamp())
where workspace_id = $1 and calendar_id = $2
returning 1

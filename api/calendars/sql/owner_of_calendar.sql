select owner_kind, owner_id from public.calendar where workspace_id = $1 and calendar_id = $2

select message_id from public.message where workspace_id = $1 and message_id = any($2)

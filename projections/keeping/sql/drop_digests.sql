-- Digests that have nothing left to tell. One that gets something after all is sent again.
update public.message
set suppressed = 'settled'
where workspace_id = $1 and message_id = any($2) and handed_on_at is null

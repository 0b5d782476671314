insert into public.webhook (workspace_id, webhook_id, url, secret)
values ($1, $2, $3, $4)
returning created_at

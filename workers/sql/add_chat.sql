insert into public.chat (workspace_id, chat_id, channel, url, secret, room, created_by)
values ($1, $2, $3, $4, $5, $6, $7)
returning created_at

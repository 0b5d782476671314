select chat_id, channel, url, room, created_at, created_by
from public.chat
where workspace_id = $1 and deleted_at is null
order by created_at, chat_id
limit $2

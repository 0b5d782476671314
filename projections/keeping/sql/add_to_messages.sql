update public.message as m
set body = m.body || given.text
from unnest($2::text[], $3::text[]) as given (message_id, text)
where m.workspace_id = $1 and m.message_id = given.message_id

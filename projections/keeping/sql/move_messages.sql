update public.message as m
set not_before = given.not_before, suppressed = given.suppressed
from unnest($2::text[], $3::timestamptz[], $4::text[]) as given (message_id, not_before, suppressed)
where m.workspace_id = $1 and m.message_id = given.message_id

-- A digest that has nothing left to tell is not sent, until it takes something in again.
update public.message as m
set suppressed = 'settled'
from unnest($2::text[]) as given (message_id)
where m.workspace_id = $1 and m.message_id = given.message_id and m.handed_on_at is null

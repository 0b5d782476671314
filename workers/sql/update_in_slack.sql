-- What was posted in Slack because of the causes $3 is changed once, to what the message at the same
-- place in $2 says; in rooms and in the conversations of people. What was never posted stays so.
insert into public.delivery (
    workspace_id, delivery_id, channel, chat_id, person_id, message_id, raise_id, kind, payload,
    updates
)
select
    $1, 'msg_' || replace(gen_random_uuid()::text, '-', ''), 'slack', posted.chat_id,
    posted.person_id, given.message_id, posted.raise_id || ':ended', 'drift_ended', '',
    posted.delivery_id
from unnest($2::text[], $3::text[]) as given (message_id, cause)
join public.message as m on m.workspace_id = $1 and m.cause = given.cause
join public.delivery as posted
    on posted.workspace_id = $1 and posted.message_id = m.message_id and posted.channel = 'slack'
        and posted.failed_at is null
join public.chat as c
    on c.workspace_id = $1 and c.chat_id = posted.chat_id and c.deleted_at is null
on conflict do nothing

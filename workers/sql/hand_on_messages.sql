-- A message of a person goes to that person: by e-mail, if mail is sent from here ($4) and wanted,
-- and through the workspace's Slack app. A message of nobody is for the webhooks and rooms that
-- there were when it was made: $5 is what webhooks are told otherwise, $6 what rooms are told.
-- Whoever was told of the same cause already is passed over, and so is what a person has dealt with.
-- A digest is about nothing in particular, and belongs to no thread.
with told as (
    select
        m.message_id, m.person_id, m.kind, m.cause, m.created_at, given.announcement,
        case when m.kind <> 'digest' then m.subject end as subject
    from unnest($2::text[], $3::bytea[]) as given (message_id, announcement)
    join public.message as m on m.workspace_id = $1 and m.message_id = given.message_id
    where m.done_at is null
), marked as (
    update public.message
    set handed_on_at = now()
    where workspace_id = $1 and message_id = any ($2)
), addressed as (
    select told.*, 'webhook' as channel, w.webhook_id, null as chat_id, announcement as payload
    from told
    join public.webhook as w
        on w.workspace_id = $1 and w.created_at <= told.created_at
            and w.deleted_at is null and w.disabled_at is null
    where told.person_id is null and told.kind <> all ($5)
    union all
    select told.*, c.channel, null, c.chat_id, ''
    from told
    join public.chat as c
        on c.workspace_id = $1 and c.created_at <= told.created_at and c.deleted_at is null
            and (c.channel <> 'slack' or (c.room is not null and told.kind <> 'drift_ended'))
    where told.person_id is null and told.kind = any ($6)
    union all
    select told.*, r.channel, null, r.chat_id, ''
    from told
    join public.reachable as r
        on r.workspace_id = $1 and r.person_id = told.person_id and r.since <= told.created_at
    where r.channel <> 'email' or $4
)
insert into public.delivery (
    workspace_id, delivery_id, channel, webhook_id, chat_id, person_id, message_id, subject,
    raise_id, kind, payload
)
select
    $1, 'msg_' || replace(gen_random_uuid()::text, '-', ''), channel, webhook_id, chat_id,
    person_id, message_id, subject, cause, kind, payload
from addressed
on conflict do nothing

-- Who wants no messages in Slack; `unsubscribed_at` says it of e-mail. Both stand beside the address,
-- and outlast it: another one does not change what its person wants.
alter table public.email_address add column slack_declined_at timestamptz;
grant update (slack_declined_at) on public.email_address to sightline_application;

-- By which channels a person is reached and wants to be, at which address, and since when; by e-mail if
-- mail is sent at all. Nothing else asks what somebody wants.
create or replace view public.reachable with (security_invoker = true) as
select
    workspace_id, person_id, 'email' as channel, null::text as chat_id,
    '-infinity'::timestamptz as since, email
from public.email_address
where email is not null and unsubscribed_at is null
union all
select a.workspace_id, a.person_id, c.channel, c.chat_id, c.created_at as since, a.email
from public.email_address as a
join public.chat as c on c.workspace_id = a.workspace_id
where a.email is not null and a.slack_declined_at is null
    and c.channel = 'slack' and c.deleted_at is null;

-- What waits to be sent goes at another time when its person wants to be told by another clock.
grant update (not_before) on public.message to sightline_application;

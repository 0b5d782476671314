-- A chat that messages are posted to. By a Slack app people are reached as well, each in a
-- conversation of their own; `room` is where it posts what is for all, and may be missing.
create table public.chat (
    workspace_id uuid not null,
    chat_id text not null,
    -- `slack`, `teams` or `apprise`
    channel text not null,
    url text not null,
    -- The bot token of a Slack app.
    secret text not null,
    room text,
    created_at timestamptz not null default now(),
    created_by text not null,
    deleted_at timestamptz,
    primary key (workspace_id, chat_id)
);

call public.keep_workspaces_apart('public.chat');
grant select, insert, update (deleted_at) on public.chat to sightline_application;

-- A delivery is of one message, or of one raise of an alert, by one channel to one receiver: a
-- webhook, a chat, or a person (by e-mail, or through a chat's app). `raise_id` is its cause; the
-- column is still called after the only cause there was at first.
alter table public.delivery
    alter column webhook_id drop not null,
    add column channel text not null default 'webhook',
    add column chat_id text,
    add column person_id text,
    add column message_id text,
    add column subject text,
    -- As what the channel knows it: the Message-ID of a mail, the time stamp of a Slack message.
    add column receipt text,
    -- What hangs together: each lane has its share of what a worker does at once.
    add column lane text not null generated always as (coalesce(webhook_id, chat_id, channel)) stored,
    -- One cause is told once by a channel to a receiver.
    add constraint delivery_once unique nulls not distinct (
        workspace_id, channel, webhook_id, chat_id, person_id, raise_id
    );

grant update (receipt) on public.delivery to sightline_application;

create index delivery_waiting on public.delivery (workspace_id, lane, next_attempt_at)
where delivered_at is null and failed_at is null;

create index delivery_newest on public.delivery (workspace_id, created_at desc, delivery_id);

create index delivery_failed on public.delivery (workspace_id, created_at desc, delivery_id)
where failed_at is not null;

-- The beginning of a thread.
create index delivery_of_subject on public.delivery (
    workspace_id, lane, subject, coalesce(person_id, ''), created_at
)
where receipt is not null;

-- One row for each time that it was tried; without an end, its worker was lost, or is at it.
create table public.delivery_attempt (
    workspace_id uuid not null,
    delivery_id text not null,
    attempt integer not null,
    begun_at timestamptz not null,
    ended_at timestamptz,
    status integer,
    error text,
    primary key (workspace_id, delivery_id, attempt)
);

call public.keep_workspaces_apart('public.delivery_attempt');
grant select, insert, update (ended_at, status, error)
on public.delivery_attempt to sightline_application;

-- When a message was handed on to the channels that there were; from then on its deliveries tell.
alter table public.message add column handed_on_at timestamptz;
grant update (handed_on_at) on public.message to sightline_application;

create index message_to_hand_on on public.message (workspace_id, not_before, message_id)
where suppressed is null and handed_on_at is null;

create index message_waiting on public.message (not_before)
where suppressed is null and handed_on_at is null;

-- Whoever wants no more e-mail stays in the list: another address does not change that.
alter table public.email_address add column unsubscribed_at timestamptz;
grant update (unsubscribed_at) on public.email_address to sightline_application;

-- By which channels a person is reached, and since when; by e-mail if mail is sent at all.
create view public.reachable with (security_invoker = true) as
select workspace_id, person_id, 'email' as channel, null::text as chat_id, '-infinity'::timestamptz as since
from public.email_address
where email is not null and unsubscribed_at is null
union all
select a.workspace_id, a.person_id, c.channel, c.chat_id, c.created_at as since
from public.email_address as a
join public.chat as c on c.workspace_id = a.workspace_id
where a.email is not null and c.channel = 'slack' and c.deleted_at is null;

grant select on public.reachable to sightline_application;

-- What the links are signed with by which a mail lets its reader unsubscribe.
create table public.unsubscribe_key (
    workspace_id uuid not null,
    secret bytea not null,
    primary key (workspace_id)
);

call public.keep_workspaces_apart('public.unsubscribe_key');
grant select, insert on public.unsubscribe_key to sightline_application;

-- Those whose deliveries and messages have waited longest, of as many of each at most.
create or replace function public.workspaces_with_deliveries_due(most integer)
returns table (workspace_id uuid)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select set_config('sightline.every_workspace', 'yes', true);
    (
        select d.workspace_id
        from public.delivery as d
        where d.delivered_at is null and d.failed_at is null and d.next_attempt_at <= now()
        order by d.next_attempt_at
        limit most
    )
    union
    (
        select m.workspace_id
        from public.message as m
        where m.suppressed is null and m.handed_on_at is null and m.not_before <= now()
        order by m.not_before
        limit most
    )
$$;

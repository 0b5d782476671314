-- Only a raise that nobody noticed before is told, and only to those who listen by now.
with noticed as (
    insert into public.raise (workspace_id, raise_id)
    select $1, given.raise_id from unnest($2::text[]) as given (raise_id)
    on conflict (workspace_id, raise_id) do nothing
    returning raise_id
)
insert into public.delivery (workspace_id, delivery_id, webhook_id, raise_id, kind, payload)
select
    $1, 'msg_' || replace(gen_random_uuid()::text, '-', ''), w.webhook_id, noticed.raise_id,
    'drift.raised', given.payload
from noticed
join unnest($2::text[], $3::bytea[]) as given (raise_id, payload) using (raise_id)
join public.webhook as w
    on w.workspace_id = $1 and w.deleted_at is null and w.disabled_at is null
on conflict (workspace_id, webhook_id, raise_id) do nothing
returning delivery_id

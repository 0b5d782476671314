insert into public.message (
    workspace_id, message_id, person_id, kind, cause, subject, title, body, why, link,
    created_at, not_before, suppressed
)
select
    $1, given.message_id, given.person_id, given.kind, given.cause, given.subject, given.title,
    given.body, given.why, given.link, given.created_at, given.not_before,
    given.suppressed
from unnest(
    $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::timestamptz[], $12::timestamptz[], $13::text[]
) as given (
    message_id, person_id, kind, cause, subject, title, body, why, link, created_at, not_before,
    suppressed
)
on conflict (workspace_id, message_id) do update
-- A digest that has yet to be sent tells what it tells by now; everything else is new here.
set body = excluded.body, suppressed = null
where message.kind = 'digest' and message.handed_on_at is null

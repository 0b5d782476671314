-- Another worker that hands on passes over what is locked here.
select message_id, kind, cause, subject, title, link, created_at
from public.message
where workspace_id = $1 and suppressed is null and handed_on_at is null and not_before <= now()
order by not_before, message_id
limit $2
for update skip locked

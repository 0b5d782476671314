-- What some people have yet to be sent, by itself, together with something or in a digest ($5).
select message_id, person_id, subject, not_before, suppressed, created_at
from public.message
where
    workspace_id = $1 and person_id = any($2) and created_at >= $3 and not_before > $4
    and handed_on_at is null and kind <> 'digest'
    and (suppressed is null or suppressed = 'together' or suppressed = any($5))
order by created_at, message_id

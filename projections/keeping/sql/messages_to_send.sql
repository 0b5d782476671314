-- What people are sent of their own this week and the next: it counts toward the ceiling, and takes in
-- what follows on it.
select person_id, subject, kind, not_before
from public.message
where
    workspace_id = $1 and person_id = any($2) and created_at >= $3 and suppressed is null
order by created_at, message_id

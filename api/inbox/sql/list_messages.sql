-- A person's messages, newest first; digests only repeat others. $3 is which of them.
select
    message_id, kind, subject, title, body, why, link, created_at, not_before, suppressed, read_at,
    done_at
from public.message
where
    workspace_id = $1 and person_id = $2 and kind <> 'digest'
    and case $3
        when 'unread' then read_at is null and done_at is null
        when 'open' then done_at is null
        when 'done' then done_at is not null
        when 'held' then suppressed is not null
        else true
    end
    and ($4::text is null or subject = $4)
    and ($5::timestamptz is null or (created_at, message_id) < ($5, $6::text))
order by created_at desc, message_id desc
limit $7

-- What has come to nothing before it was sent is not sent, unless it tells something else as well.
update public.message
set suppressed = 'settled'
where
    workspace_id = $1 and cause = any($2) and suppressed is null and handed_on_at is null
    and not_before > $3 and strpos(body, $4) = 0

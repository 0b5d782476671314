-- What repeats words that were taken back does so no more. It is not sent if it was not yet, unless
-- it tells something else as well, from $5 on.
update public.message
set
    body = $3 || case when strpos(body, $5) > 0 then substr(body, strpos(body, $5)) else '' end,
    suppressed = case
        when not_before > $4 and strpos(body, $5) = 0 then coalesce(suppressed, 'taken back')
        else suppressed
    end
where workspace_id = $1 and cause = any($2)

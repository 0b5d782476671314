-- What repeats words that were taken back does so no more, and is not sent if it was not yet.
update public.message
set
    body = $3,
    suppressed = case when not_before > $4 then coalesce(suppressed, 'taken back') else suppressed end
where workspace_id = $1 and cause = any($2)

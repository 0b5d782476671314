-- What repeats words that were taken back does so no more.
update public.message set body = $3 where workspace_id = $1 and cause = any($2)

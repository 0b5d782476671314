-- What repeats words that were taken back does so no more; what else it tells, from $4 on, it keeps.
update public.message
set body = $3 || case when strpos(body, $4) > 0 then substr(body, strpos(body, $4)) else '' end
where workspace_id = $1 and cause = any($2)

-- A text counts in the month in which the model was asked, in UTC, as the limit does.
select
    date_trunc('month', began_at, 'UTC')::date as month, model, count(*) as texts,
    count(*) filter (where failure is not null) as failed, sum(tokens)::bigint as tokens
from public.generated_text
where workspace_id = $1 and began_at >= $2
group by 1, 2
order by 1 desc, 2

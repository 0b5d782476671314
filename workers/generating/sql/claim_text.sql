-- The oldest text that waits, one at a time of a workspace, so that what is spent is known before
-- the next is begun. Enough tokens ($3, and some for what is sent) are set aside, if the month has
-- them left ($4). One that somebody began more than $2 seconds ago was lost with its worker.
with spent as (
    select coalesce(sum(tokens), 0) as tokens
    from public.generated_text
    where workspace_id = $1 and began_at >= date_trunc('month', now(), 'UTC')
), oldest as (
    select text_id, began_at is not null as lost, $3::integer + octet_length(sent) / 3 as needed
    from public.generated_text
    where workspace_id = $1 and ended_at is null
        and (began_at is null or began_at < now() - make_interval(secs => $2))
        and not exists (
            select from public.generated_text
            where workspace_id = $1 and ended_at is null
                and began_at >= now() - make_interval(secs => $2)
        )
    order by asked_at, text_id
    limit 1
    for update
)
update public.generated_text as t
set
    began_at = coalesce(t.began_at, now()),
    model = $5,
    tokens = case
        when oldest.lost then t.tokens
        when spent.tokens + oldest.needed > $4::bigint then 0
        else oldest.needed
    end
from oldest, spent
where t.workspace_id = $1 and t.text_id = oldest.text_id
returning
    t.text_id, t.kind, t.sent, oldest.lost,
    not oldest.lost and spent.tokens + oldest.needed > $4::bigint as over

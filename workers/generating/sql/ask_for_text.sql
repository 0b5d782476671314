-- Whoever asks again while the same is waiting gets the same; beyond $7 that wait, nothing.
with open as (
    select text_id, kind, subject, asked_by, sent
    from public.generated_text
    where workspace_id = $1 and ended_at is null
    order by asked_at
    limit $7
), known as (
    select text_id from open
    where kind = $3 and subject = $4 and asked_by = $5 and sent = $6
    limit 1
), added as (
    insert into public.generated_text (workspace_id, text_id, kind, subject, asked_by, sent)
    select $1, $2, $3, $4, $5, $6
    where not exists (select from known) and (select count(*) from open) < $7
    returning text_id
)
select text_id from known
union all
select text_id from added

-- Nobody's words: neither what was sent nor what came of it.
select
    text_id, kind, subject, asked_by, asked_at, began_at, ended_at, model, prompt, tokens, failure
from public.generated_text
where
    workspace_id = $1 and ($2::timestamptz is null or (asked_at, text_id) < ($2, $3::text))
order by asked_at desc, text_id desc
limit $4

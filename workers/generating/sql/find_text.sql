select
    text_id, kind, subject, asked_by, asked_at, began_at, ended_at, model, prompt, tokens, failure,
    result, sent
from public.generated_text
where workspace_id = $1 and text_id = $2

-- Without a number of tokens what was set aside counts as spent.
update public.generated_text
set
    ended_at = now(),
    prompt = $3,
    tokens = coalesce($4, tokens),
    failure = $5,
    result = $6
where workspace_id = $1 and text_id = $2 and ended_at is null

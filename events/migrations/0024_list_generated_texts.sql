-- Newest first, a page at a time.
create index generated_text_newest on public.generated_text (workspace_id, asked_at desc, text_id desc);

-- A document that could not be rendered is stored as one that says so, from the position on at which
-- that began; and views that stop before an event that cannot be folded say before which, and why.
alter table public.document add column failed boolean not null default false;

create index document_failed on public.document (workspace_id, projection, key) where failed;

alter table public.checkpoint add column stopped_at bigint, add column stopped_by text;

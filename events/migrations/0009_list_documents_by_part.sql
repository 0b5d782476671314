-- A document belongs to a part of its workspace, an objective's card to its cycle, so that a list of
-- one part costs as much as it shows, however many other parts there are.
alter table public.document add column part text not null default '';

create index document_part on public.document (workspace_id, projection, part, key)
where part <> '';

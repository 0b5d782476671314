-- Documents of drafts are for the unit that owns them and for reviewers. A token may belong to a
-- unit; '' as an audience is everybody. The indexes let a list of what a member may see cost as
-- much as it shows, however many drafts of other units lie in between.
alter table public.token add column unit_id text;

alter table public.document add column audience text not null default '';

create index document_audience on public.document (workspace_id, projection, audience, key)
where part <> '';

create index document_part_audience
on public.document (workspace_id, projection, part, audience, key)
where part <> '';

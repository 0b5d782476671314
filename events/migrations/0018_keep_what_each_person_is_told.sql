-- What somebody is told: one row for each cause and each person, written together with the documents
-- that show it, and never twice, whatever is rendered again. The inbox shows all rows of a person.
--
-- What is sent outward are the rows without `suppressed`, from `not_before` on. A row that is
-- suppressed stays in the inbox, and says why it was not sent: what goes into a digest, for one, is
-- told by the row of that digest. Where `person_id` is null the row is for webhooks.
create table public.message (
    workspace_id uuid not null,
    -- Made from the person and the cause, so that the same message has the same id whenever it is made.
    message_id text not null,
    person_id text,
    kind text not null,
    cause text not null,
    -- `objective:<id>`, `key_result:<id>`, `dependency:<id>`, `unit:<cycle id>:<unit id>` ...
    subject text not null,
    title text not null,
    body text not null,
    why text not null,
    -- The path of the view that shows it, below the address of the site.
    link text not null,
    created_at timestamptz not null,
    not_before timestamptz not null,
    suppressed text,
    read_at timestamptz,
    done_at timestamptz,
    primary key (workspace_id, message_id),
    unique (workspace_id, cause, person_id)
);

create index message_inbox on public.message (workspace_id, person_id, created_at, message_id);

call public.keep_workspaces_apart('public.message');
-- A message that has yet to be sent takes in what is told together with it; and what it repeats may be
-- taken back by whoever said it.
grant select, insert, update (body, suppressed, read_at, done_at) on public.message
to sightline_application;

-- Up to which position events were told: beyond the documents only while these are made again.
alter table public.checkpoint add column told_position bigint not null default 0;
grant update (told_position) on public.checkpoint to sightline_application;

-- What happened before there were messages is told to nobody.
select set_config('sightline.every_workspace', 'yes', true);
update public.checkpoint set told_position = position;

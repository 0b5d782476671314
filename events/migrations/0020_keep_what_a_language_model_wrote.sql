-- What a language model was asked to write, and what came of it: never an event, and in no document.
create table public.generated_text (
    workspace_id uuid not null,
    text_id text not null,
    -- `rewrite` or `narrative`
    kind text not null,
    -- `key_result:<objective id>:<id>` or `cycle:<id>`
    subject text not null,
    asked_by text not null,
    asked_at timestamptz not null default now(),
    -- All that the model is told beside its instructions, JSON.
    sent bytea not null,
    model text,
    prompt text,
    began_at timestamptz,
    ended_at timestamptz,
    -- Set aside while the model is asked; afterwards what it says that it used.
    tokens integer not null default 0,
    failure text,
    -- What was left of the answer, JSON.
    result bytea,
    primary key (workspace_id, text_id)
);

create index generated_text_of_month on public.generated_text (workspace_id, began_at)
include (tokens);

create index generated_text_open on public.generated_text (workspace_id, asked_at)
where ended_at is null;

create index generated_text_waiting on public.generated_text (asked_at) where ended_at is null;

call public.keep_workspaces_apart('public.generated_text');
grant select, insert, update (model, prompt, began_at, ended_at, tokens, failure, result)
on public.generated_text to sightline_application;

-- Those whose texts have waited longest: nobody has begun, or who began was lost $2 seconds ago.
create function public.workspaces_with_texts_waiting(most integer, lease double precision)
returns table (workspace_id uuid)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select set_config('sightline.every_workspace', 'yes', true);
    select distinct t.workspace_id
    from (
        select g.workspace_id
        from public.generated_text as g
        where g.ended_at is null
            and (g.began_at is null or g.began_at < now() - make_interval(secs => lease))
        order by g.asked_at
        limit most
    ) as t
$$;

grant execute on function public.workspaces_with_texts_waiting(integer, double precision)
to sightline_application;

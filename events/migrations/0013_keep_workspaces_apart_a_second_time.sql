-- Every statement names its workspace. From here on the database holds it to that: the application
-- works as a role that owns nothing, and that is shown, and may write, the rows of the workspace its
-- session has entered (`sightline.workspace`) and no others; before it enters one, none.
--
-- Row-level security is forced, so that it holds for the owner as well, unless the owner is a
-- superuser. Where the owner has to look at all workspaces, in the functions at the end and in
-- migrations, it says so: `sightline.every_workspace`. Saying so does nothing for anybody else.

-- Roles belong to all databases of a server, and another one may be making this one just now.
do $$
begin
    if current_user = 'sightline_application' then
        raise exception 'sightline_application is to own nothing: migrate as the owner of the tables'
            using errcode = 'insufficient_privilege';
    end if;
    if not exists (select from pg_roles where rolname = 'sightline_application') then
        begin
            -- Without a password: where one is asked for, nobody comes in until it is given one.
            create role sightline_application login;
        exception
            when duplicate_object or unique_violation then
                null;
            when insufficient_privilege then
                raise exception '% may not create the role sightline_application', current_user
                    using errcode = 'insufficient_privilege',
                    hint = 'Have a superuser run: create role sightline_application login';
        end;
    end if;
    if exists (
        select from pg_roles
        where rolname = 'sightline_application'
            and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
    ) then
        raise exception 'the role sightline_application may do more than keep to its rows'
            using errcode = 'insufficient_privilege',
            hint = 'Have a superuser run: alter role sightline_application'
                ' nosuperuser nobypassrls nocreaterole nocreatedb noreplication';
    end if;
end
$$;

-- Who connects as the owner works as the application; where that is not granted, it takes a login
-- of the application's own.
do $$
begin
    if pg_has_role(current_user, 'sightline_application', 'member') then
        return;
    end if;
    if current_setting('server_version_num')::integer >= 160000 then
        execute 'grant sightline_application to current_user with inherit false, set true';
    else
        execute 'grant sightline_application to current_user';
    end if;
exception
    when insufficient_privilege or unique_violation then
        null;
end
$$;

-- For each table that a workspace's rows are in; a later migration calls it for its own.
create procedure public.keep_workspaces_apart(of_table regclass)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    execute format(
        'alter table %s enable row level security, force row level security', of_table);
    execute format(
        'create policy of_the_workspace on %s to sightline_application, %I'
        ' using (workspace_id = nullif(current_setting(''sightline.workspace'', true), '''')::uuid)',
        of_table, current_user);
    execute format(
        'create policy of_every_workspace on %s to %I'
        ' using (current_setting(''sightline.every_workspace'', true) = ''yes'')',
        of_table, current_user);
end
$$;

call public.keep_workspaces_apart('public.workspace');
call public.keep_workspaces_apart('public.event');
call public.keep_workspaces_apart('public.append_key');
call public.keep_workspaces_apart('public.token');
call public.keep_workspaces_apart('public.document');
call public.keep_workspaces_apart('public.checkpoint');
call public.keep_workspaces_apart('public.snapshot');
call public.keep_workspaces_apart('public.webhook');
call public.keep_workspaces_apart('public.delivery');
call public.keep_workspaces_apart('public.noticed_alert');
call public.keep_workspaces_apart('public.calendar');

-- A workspace's row is locked by each append, which takes leave to update it, and never changed.
create policy never_changed on public.workspace as restrictive for update to sightline_application
using (true) with check (false);

-- What the application may do, and nothing that is not said here: what a later migration makes is
-- out of its reach until that grants it.
alter default privileges revoke execute on routines from public;
revoke execute on routine
    public.append_events(
        uuid, text[], bytea[], timestamptz[], integer[], text[], integer[], text[], bytea[], bigint[]),
    public.first_answer(uuid, text, bytea),
    public.position_at(uuid, timestamptz),
    public.refuse_change_of_event(),
    public.keep_workspaces_apart(regclass)
from public;

grant select on public.migration to sightline_application;
grant select, insert (workspace_id, name), update (created_at) on public.workspace
to sightline_application;
grant select, insert on public.event, public.append_key to sightline_application;
grant select, insert, update (revoked_at) on public.token, public.calendar to sightline_application;
grant select, insert, delete, update (etag, position, as_of, body, audience, failed)
on public.document to sightline_application;
grant select, insert, delete, update (position, layout, body)
on public.snapshot to sightline_application;
grant select, insert, update (
    position, as_of, layout, day_ends, updated_at, stopped_at, stopped_by
) on public.checkpoint to sightline_application;
grant select, insert, update (severity, raises, noticed_at)
on public.noticed_alert to sightline_application;
grant select, insert, update (deleted_at, disabled_at) on public.webhook to sightline_application;
grant select, insert, update (
    attempts, next_attempt_at, delivered_at, failed_at, last_error, last_status
) on public.delivery to sightline_application;
grant execute on function
    public.append_events(
        uuid, text[], bytea[], timestamptz[], integer[], text[], integer[], text[], bytea[], bigint[]),
    public.first_answer(uuid, text, bytea),
    public.position_at(uuid, timestamptz)
to sightline_application;

-- A view looks with its owner's eyes, unless it is told to look with those of who asks.
alter view public.event_json set (security_invoker = true);

-- All that is asked about several workspaces at once, as the owner, with no more in the answer than
-- who asks has to know. Each says first that it means every workspace: until the transaction ends,
-- and to no effect on anybody but the owner. (Only a superuser could make that a setting of the
-- functions themselves.)

create function public.find_workspace(of_name text)
returns table (workspace_id uuid, name text, created_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select set_config('sightline.every_workspace', 'yes', true);
    select w.workspace_id, w.name, w.created_at from public.workspace as w where w.name = of_name
$$;

create function public.list_workspaces()
returns table (workspace_id uuid, name text, created_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select set_config('sightline.every_workspace', 'yes', true);
    select w.workspace_id, w.name, w.created_at
    from public.workspace as w
    order by w.name collate "C"
$$;

-- One page of all workspaces: is the log ahead of the documents, is their day over, are they of an
-- older layout, or of a day to come, because a clock was ahead? (A day has 25 hours at most, and
-- clocks may differ by one.) Those of a newer layout are left to newer workers. Each workspace costs
-- one probe into the log and one into the checkpoints.
create function public.lagging_workspaces(after uuid, most integer, of_layout integer)
returns table (workspace_id uuid, lagging boolean)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select set_config('sightline.every_workspace', 'yes', true);
    select
        page.workspace_id,
        coalesce(c.layout <= of_layout, true)
            and (
                coalesce(head.position, 0) > coalesce(c.position, 0)
                or coalesce(c.layout < of_layout, false)
                or coalesce(c.day_ends <= now(), false)
                or coalesce(
                    isfinite(c.day_ends)
                    and c.day_ends > greatest(now(), head.recorded_at) + interval '26 hours',
                    false
                )
            )
    from (
        select w.workspace_id
        from public.workspace as w
        where w.workspace_id > after
        order by w.workspace_id
        limit most
    ) as page
    left join lateral (
        select e.position, e.recorded_at
        from public.event as e
        where e.workspace_id = page.workspace_id
        order by e.position desc
        limit 1
    ) as head on true
    left join public.checkpoint as c on c.workspace_id = page.workspace_id
    order by page.workspace_id
$$;

-- Those whose deliveries have waited longest, of as many deliveries at most.
create function public.workspaces_with_deliveries_due(most integer)
returns table (workspace_id uuid)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select set_config('sightline.every_workspace', 'yes', true);
    select distinct due.workspace_id
    from (
        select d.workspace_id
        from public.delivery as d
        where d.delivered_at is null and d.failed_at is null and d.next_attempt_at <= now()
        order by d.next_attempt_at
        limit most
    ) as due
$$;

grant execute on function
    public.find_workspace(text),
    public.list_workspaces(),
    public.lagging_workspaces(uuid, integer, integer),
    public.workspaces_with_deliveries_due(integer)
to sightline_application;

-- The log only grows, whoever is connected: even the owner has to disable a trigger by name first.

create function public.refuse_change_of_event() returns trigger
language plpgsql
as $$
begin
    raise exception 'events are never changed or removed (% refused)', lower(tg_op)
        using errcode = 'insufficient_privilege';
end
$$;

create trigger events_are_append_only
before update or delete or truncate on public.event
for each statement execute function public.refuse_change_of_event();

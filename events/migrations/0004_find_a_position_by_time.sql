-- Positions and recorded_at both only grow within a workspace, so the last position at a moment is
-- found by halving: twenty primary-key probes in a million events, and no index to keep up on every
-- append for a question that is asked now and then.

create function public.position_at(of_workspace uuid, moment timestamptz) returns bigint
language plpgsql stable
as $$
declare
    -- Always: recorded at `low` is at or before the moment, recorded after `high` is after it.
    low bigint := 0;
    high bigint := coalesce((
        select e.position from public.event e
        where e.workspace_id = of_workspace
        order by e.position desc limit 1), 0);
    middle bigint;
begin
    while low < high loop
        middle := (low + high + 1) / 2;
        if (select e.recorded_at from public.event e
            where e.workspace_id = of_workspace and e.position = middle) <= moment
        then
            low := middle;
        else
            high := middle - 1;
        end if;
    end loop;
    return low;
end
$$;

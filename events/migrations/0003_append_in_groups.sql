-- One call appends the requests of one workspace that were waiting, in their order. Each succeeds
-- or fails by itself: all that can go wrong with a request is found before its first event is kept.
-- Nothing is ever updated: the head and the streams' versions are read from the newest rows by
-- index, so an old snapshot held open elsewhere leaves no dead rows in the way.
--
-- Arrays are few and wide, as each costs a single append some microseconds:
--
--   requests      key (or null), actor, correlation, causation of each
--   fingerprints  of the requests behind the keys
--   times         occurred, recorded (or null: now)
--   ends          how many events, and how many expected versions, there are up to this request
--   streams       every stream that is meant below, which names it by its place here
--   event_streams, types, datas    the events of all requests, one after the other
--   expected      stream, version
--
-- Returns null when there is no such workspace, else three numbers for each request:
--
--   0, first, last     stored
--   1, first, last     the key had been used for the same request: its first answer
--   2, 0, 0            the key had been used for another request
--   3, n, version      the n-th stream it expects is really at this version

create function public.append_events(
    of_workspace uuid,
    requests text[],
    fingerprints bytea[],
    times timestamptz[],
    ends integer[],
    streams text[],
    event_streams integer[],
    types text[],
    datas bytea[],
    expected bigint[]
) returns bigint[]
language plpgsql
as $$
-- Each expression here is prepared anew in every transaction, which for a single append costs more
-- than running it. That is why there are so few, and the one for the hash is so long.
declare
    -- One event is quickest inserted by itself, several are all at once.
    alone constant boolean := cardinality(types) = 1;
    answers bigint[];
    head bigint;
    head_hash bytea;
    head_recorded timestamptz;
    -- One time for the whole call, so that no moment can cut an append in two.
    clock timestamptz;
    versions bigint[];
    first bigint;
    stream integer;
    -- What the events that are kept get, by their places in the arrays; the others stay null.
    kept_request integer[];
    kept_position bigint[];
    kept_version bigint[];
    kept_recorded timestamptz[];
    kept_hash bytea[];
begin
    -- The row itself never changes. Its lock is what makes positions gapless and visible in order;
    -- each statement after it sees everything that was committed before the lock was granted.
    perform from public.workspace w where w.workspace_id = of_workspace for no key update;
    if not found then
        return null;
    end if;

    select
        e.position, e.hash, e.recorded_at, clock_timestamp(),
        array(
            select coalesce((
                select s.stream_version from public.event s
                where s.workspace_id = of_workspace and s.stream_id = given.stream
                order by s.stream_version desc limit 1), 0)
            from unnest(streams) as given (stream))
    into head, head_hash, head_recorded, clock, versions
    from public.event e
    where e.workspace_id = of_workspace
    order by e.position desc
    limit 1;
    if not found then
        head := 0;
        head_hash := decode(repeat('00', 32), 'hex');
        clock := clock_timestamp();
        versions := array_fill(0::bigint, array[cardinality(streams)]);
    end if;

    <<each_request>>
    for request in 1 .. cardinality(fingerprints) loop
        for nth in coalesce(ends[request - 1][2], 0) + 1 .. ends[request][2] loop
            if versions[expected[nth][1]] <> expected[nth][2] then
                -- Who asks again meets the versions that the first time has made.
                answers := answers || coalesce(
                    public.first_answer(
                        of_workspace, requests[request][1], fingerprints[request]),
                    array[
                        3, nth - coalesce(ends[request - 1][2], 0), versions[expected[nth][1]]]);
                continue each_request;
            end if;
        end loop;

        first := head + 1;
        if requests[request][1] is not null then
            insert into public.append_key
            values (
                of_workspace, requests[request][1], fingerprints[request],
                first, head + ends[request][1] - coalesce(ends[request - 1][1], 0))
            on conflict do nothing;
            if not found then
                answers := answers || public.first_answer(
                    of_workspace, requests[request][1], fingerprints[request]);
                continue;
            end if;
        end if;

        for event in coalesce(ends[request - 1][1], 0) + 1 .. ends[request][1] loop
            stream := event_streams[event];
            head := head + 1;
            versions[stream] := versions[stream] + 1;
            head_recorded := greatest(head_recorded, coalesce(times[request][2], clock));
            head_hash := sha256(
                head_hash || int8send(head) || int8send(versions[stream])
                || timestamptz_send(times[request][1]) || timestamptz_send(head_recorded)
                || convert_to(streams[stream], 'UTF8') || '\x00'::bytea
                || convert_to(types[event], 'UTF8') || '\x00'::bytea
                || convert_to(requests[request][2], 'UTF8') || '\x00'::bytea
                || convert_to(requests[request][3], 'UTF8') || '\x00'::bytea
                || convert_to(requests[request][4], 'UTF8') || '\x00'::bytea
                || datas[event]);
            if alone then
                insert into public.event values (
                    of_workspace, head, streams[stream], versions[stream], types[event],
                    datas[event], requests[request][2], requests[request][3], requests[request][4],
                    times[request][1], head_recorded, head_hash);
            else
                kept_request[event] := request;
                kept_position[event] := head;
                kept_version[event] := versions[stream];
                kept_recorded[event] := head_recorded;
                kept_hash[event] := head_hash;
            end if;
        end loop;
        answers := answers || array[0, first, head];
    end loop;

    if not alone then
        insert into public.event
        select
            of_workspace, kept_position[n], streams[event_streams[n]], kept_version[n], types[n],
            datas[n], requests[kept_request[n]][2], requests[kept_request[n]][3],
            requests[kept_request[n]][4], times[kept_request[n]][1], kept_recorded[n], kept_hash[n]
        from generate_series(1, cardinality(types)) as n
        where kept_position[n] is not null;
    end if;
    return answers;
end
$$;

-- What append_events answered under a key, for a request that comes again; null if it is new.
create function public.first_answer(
    of_workspace uuid, of_key text, of_fingerprint bytea
) returns bigint[]
language sql stable
as $$
    select case
        when k.fingerprint = of_fingerprint then array[1, k.first_position, k.last_position]
        else array[2, 0, 0]
    end
    from public.append_key as k
    where k.workspace_id = of_workspace and k.key = of_key
$$;

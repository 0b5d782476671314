-- One call appends the requests of one workspace that were waiting, in their order. Each succeeds
-- or fails by itself: all that can go wrong with a request is found before its first event is
-- inserted. Nothing is ever updated: the head and the streams' versions are read from the newest
-- rows by index, so an old snapshot held open elsewhere leaves no dead rows in the way.
--
-- The first arrays have one element for each request; event_counts and expected_counts tell how
-- many of the further arrays' elements belong to it: its events, and the versions it expects.
--
-- Returns null when there is no such workspace, else three numbers for each request:
--   0, first, last     stored
--   1, first, last     the key had been used for the same request: its first answer
--   2, 0, 0            the key had been used for another request
--   3, n, version      the n-th stream it expects is really at this version

create function public.append_events(
    of_workspace uuid,
    keys text[],
    fingerprints bytea[],
    actors text[],
    correlations text[],
    causations text[],
    occurred timestamptz[],
    recorded timestamptz[],
    event_counts integer[],
    expected_counts integer[],
    streams text[],
    types text[],
    datas bytea[],
    expected_streams text[],
    expected_versions bigint[]
) returns bigint[]
language plpgsql
as $$
declare
    unix_epoch constant timestamptz := '1970-01-01 00:00:00+00';
    nul constant bytea := '\x00';
    answers bigint[] := '{}';
    head bigint;
    head_hash bytea;
    head_recorded timestamptz;
    -- The stream looked up last and its version: mostly the one that is asked for next.
    stream text;
    version bigint;
    key_first bigint;
    key_last bigint;
    key_fingerprint bytea;
    this_occurred timestamptz;
    this_recorded timestamptz;
    occurred_bytes bytea;
    recorded_bytes bytea;
    tail bytea;
    first bigint;
    conflict integer;
    event integer := 0;
    events_end integer := 0;
    expected integer := 0;
    expected_end integer := 0;
begin
    -- The row itself never changes. Its lock is what makes positions gapless and visible in order;
    -- each statement after it sees everything that was committed before the lock was granted.
    perform from public.workspace w where w.workspace_id = of_workspace for no key update;
    if not found then
        return null;
    end if;

    select e.position, e.hash, e.recorded_at into head, head_hash, head_recorded
    from public.event e where e.workspace_id = of_workspace
    order by e.position desc limit 1;
    if not found then
        head := 0;
        head_hash := decode(repeat('00', 32), 'hex');
    end if;

    for request in 1 .. cardinality(actors) loop
        event := events_end;
        events_end := events_end + event_counts[request];
        expected := expected_end;
        expected_end := expected_end + expected_counts[request];

        if keys[request] is not null then
            select k.fingerprint, k.first_position, k.last_position
            into key_fingerprint, key_first, key_last
            from public.append_key k
            where k.workspace_id = of_workspace and k.key = keys[request];
            if found then
                if key_fingerprint = fingerprints[request] then
                    answers := answers || array[1, key_first, key_last];
                else
                    answers := answers || array[2, 0, 0]::bigint[];
                end if;
                continue;
            end if;
        end if;

        conflict := 0;
        while expected < expected_end loop
            expected := expected + 1;
            if stream is distinct from expected_streams[expected] then
                stream := expected_streams[expected];
                version := coalesce((
                    select e.stream_version from public.event e
                    where e.workspace_id = of_workspace and e.stream_id = stream
                    order by e.stream_version desc limit 1), 0);
            end if;
            if version <> expected_versions[expected] then
                conflict := expected_counts[request] - expected_end + expected;
                exit;
            end if;
        end loop;
        if conflict > 0 then
            answers := answers || array[3, conflict, version];
            continue;
        end if;

        first := head + 1;
        if event < events_end then
            this_occurred := occurred[request];
            this_recorded := greatest(
                head_recorded, coalesce(recorded[request], clock_timestamp()));
            occurred_bytes :=
                int8send((extract(epoch from this_occurred) * 1000000)::bigint);
            recorded_bytes :=
                int8send((extract(epoch from this_recorded) * 1000000)::bigint);
            tail := nul || convert_to(actors[request], 'UTF8')
                || nul || convert_to(correlations[request], 'UTF8')
                || nul || convert_to(causations[request], 'UTF8') || nul;
        end if;
        while event < events_end loop
            event := event + 1;
            head := head + 1;
            if stream is distinct from streams[event] then
                stream := streams[event];
                version := coalesce((
                    select e.stream_version from public.event e
                    where e.workspace_id = of_workspace and e.stream_id = stream
                    order by e.stream_version desc limit 1), 0);
            end if;
            version := version + 1;
            head_hash := sha256(
                head_hash || int8send(head) || int8send(version)
                || occurred_bytes || recorded_bytes
                || convert_to(stream, 'UTF8') || nul || convert_to(types[event], 'UTF8')
                || tail || datas[event]);
            head_recorded := this_recorded;
            insert into public.event values (
                of_workspace, head, stream, version, types[event], datas[event],
                actors[request], correlations[request], causations[request],
                this_occurred, this_recorded, head_hash);
        end loop;
        if keys[request] is not null then
            insert into public.append_key
            values (of_workspace, keys[request], fingerprints[request], first, head);
        end if;
        answers := answers || array[0, first, head];
    end loop;
    return answers;
end
$$;

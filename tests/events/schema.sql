-- The public schema as sorted lines of text: enough to notice any change of what was agreed.
select line from (
    select format('%s %s.%s %s%s%s',
        case c.relkind when 'r' then 'table' else 'view' end, c.relname, a.attname,
        format_type(a.atttypid, a.atttypmod),
        case when a.attnotnull then ' not null' else '' end,
        coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
    ) || case when a.attstorage <> t.typstorage then ' storage ' || a.attstorage::text else '' end
    as line
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'v')
    join pg_type t on t.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
    union all
    select format('table %s with %s', relname, reloptions)
    from pg_class where relnamespace = 'public'::regnamespace and reloptions is not null
    union all
    select format('constraint %s.%s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    from pg_constraint
    -- PostgreSQL 18 lists what is not null here too; the tables above tell it already.
    where connamespace = 'public'::regnamespace and contype <> 'n'
    union all
    select format('index %s', indexdef) from pg_indexes where schemaname = 'public'
    union all
    select format('trigger %s', pg_get_triggerdef(oid))
    from pg_trigger where not tgisinternal
    union all
    select format('%s %s(%s) returns %s %s%s%s',
        case p.prokind when 'p' then 'procedure' else 'function' end, proname,
        pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), md5(prosrc),
        case when prosecdef then ' as its owner' else '' end,
        coalesce(' with ' || proconfig::text, ''))
    from pg_proc as p where pronamespace = 'public'::regnamespace
    union all
    select format('row level security of %s%s', relname,
        case when relforcerowsecurity then ', forced' else '' end)
    from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity
    union all
    select format('policy %s on %s %s for %s to %s using (%s)%s', policyname, tablename,
        lower(permissive), lower(cmd), roles, qual, coalesce(' with check (' || with_check || ')', ''))
    from pg_policies where schemaname = 'public'
    union all
    select format('may %s: %s', kind, string_agg(what, ', ' order by what)) from (
        select table_name || coalesce(' ' || nullif(column_name, ''), '') as kind,
            lower(privilege_type) as what
        from (
            select table_name, '' as column_name, privilege_type
            from information_schema.table_privileges
            where table_schema = 'public' and grantee in ('sightline_application', 'PUBLIC')
            union all
            select cp.table_name, cp.column_name, cp.privilege_type
            from information_schema.column_privileges as cp
            where table_schema = 'public' and grantee in ('sightline_application', 'PUBLIC')
                and not exists (
                    select from information_schema.table_privileges as tp
                    where tp.table_schema = 'public' and tp.table_name = cp.table_name
                        and tp.grantee = cp.grantee and tp.privilege_type = cp.privilege_type)
        ) as granted
        union all
        select routine_name, lower(privilege_type)
        from information_schema.routine_privileges
        where routine_schema = 'public' and grantee in ('sightline_application', 'PUBLIC')
    ) as allowed group by kind
) as lines
order by line collate "C"

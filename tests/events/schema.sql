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
    select format('function %s(%s) returns %s %s', proname, pg_get_function_arguments(oid),
        pg_get_function_result(oid), md5(prosrc))
    from pg_proc where pronamespace = 'public'::regnamespace
) as lines
order by line collate "C"

delete from public.document as d
using unnest($2::text[], $3::text[]) as gone (projection, key)
where d.workspace_id = $1 and d.projection = gone.projection and d.key = gone.key

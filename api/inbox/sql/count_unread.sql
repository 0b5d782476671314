select count(*)
from (
    select
    from public.message
    where
        workspace_id = $1 and person_id = $2 and kind <> 'digest' and read_at is null
        and done_at is null
    limit $3
) as unread

-- The session enters the workspace on the way, which by itself would be another round trip: the
-- function is called with what entering gives, and so after it.
select public.append_events(entered.workspace, $2, $3, $4, $5, $6, $7, $8, $9, $10)
from (
    select
        case
            when current_setting('sightline.workspace', true) = $1::uuid::text then $1::uuid
            else set_config('sightline.workspace', $1::uuid::text, false)::uuid
        end as workspace
    offset 0
) as entered

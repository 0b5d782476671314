select person_id, array_agg(channel order by channel) as channels
from public.reachable
where workspace_id = $1 and person_id = any ($2) and (channel <> 'email' or $3)
group by person_id

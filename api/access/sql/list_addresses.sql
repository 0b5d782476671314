select person_id, email, changed_at, changed_by
from public.email_address
where workspace_id = $1 and email is not null
order by email

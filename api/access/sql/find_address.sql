select person_id, email, changed_at, changed_by
from public.email_address
where workspace_id = $1 and person_id = $2

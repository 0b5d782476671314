select person_id, issuer, subject
from public.email_address
where workspace_id = $1 and email = $2

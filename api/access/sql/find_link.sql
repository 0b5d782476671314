select person_id
from public.login_link
where workspace_id = $1 and secret_hash = $2 and used_at is null and expires_at > now()

select first_position, last_position, fingerprint
from public.append_key
where workspace_id = $1 and key = $2

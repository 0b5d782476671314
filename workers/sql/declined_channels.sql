select unsubscribed_at is not null as email, slack_declined_at is not null as slack
from public.email_address
where workspace_id = $1 and person_id = $2

update public.email_address
set email = null, issuer = null, subject = null, changed_at = now(), changed_by = $3
where workspace_id = $1 and person_id = $2 and email is not null

update public.email_address
set issuer = $4, subject = $5
where workspace_id = $1 and person_id = $2 and email = $3
    and (issuer, subject) is distinct from ($4, $5)

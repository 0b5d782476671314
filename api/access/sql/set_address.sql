-- Whoever logged in with the old one has to be recognized anew.
insert into public.email_address (workspace_id, person_id, email, changed_at, changed_by)
values ($1, $2, $3, now(), $4)
on conflict (workspace_id, person_id) do update
set
    email = excluded.email,
    changed_at = excluded.changed_at,
    changed_by = excluded.changed_by,
    issuer = null,
    subject = null
returning person_id, email, changed_at, changed_by

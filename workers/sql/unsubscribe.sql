with unsubscribed as (
    update public.email_address
    set unsubscribed_at = now()
    where workspace_id = $1 and person_id = $2 and unsubscribed_at is null
)
update public.delivery
set failed_at = now(), last_error = 'the person wants no e-mail'
where workspace_id = $1 and lane = 'email' and person_id = $2
    and delivered_at is null and failed_at is null

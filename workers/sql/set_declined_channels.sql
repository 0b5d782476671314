-- Whether somebody wants no e-mail ($3) and no messages in Slack ($4, null to leave it): what waits
-- there for them is given up. Saying it again changes nothing. Whoever has no address is noted too.
with noted as (
    insert into public.email_address as known (
        workspace_id, person_id, changed_at, changed_by, unsubscribed_at, slack_declined_at
    )
    values ($1, $2, $5, $6, case when $3 then $5::timestamptz end, case when $4 then $5 end)
    on conflict (workspace_id, person_id) do update
    set
        unsubscribed_at = case when $3 then coalesce(known.unsubscribed_at, $5) end,
        slack_declined_at = case
            when $4::boolean is null then known.slack_declined_at
            when $4 then coalesce(known.slack_declined_at, $5)
        end
)
update public.delivery
set failed_at = $5, last_error = 'the person wants no ' || case channel when 'email' then 'e-mail' else 'messages in Slack' end
where workspace_id = $1 and person_id = $2 and delivered_at is null and failed_at is null
    and ((channel = 'email' and $3) or (channel = 'slack' and $4))

-- A delivery that changes what another one has posted: that an alert is over is said where it stood.
alter table public.delivery add column updates text;

create index delivery_in_slack on public.delivery (workspace_id, message_id) where channel = 'slack';

-- Whether an alert that is up was told to nobody when it was noticed last, being `snoozed` or
-- `resolved`: when its cause is gone, who said so hears of it.
alter table public.noticed_alert add column silenced text;
grant update (silenced) on public.noticed_alert to sightline_application;

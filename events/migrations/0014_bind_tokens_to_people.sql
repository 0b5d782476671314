-- A token may be a person's: what it may do then follows from who they are on the day, and tokens of
-- one person act as one. Tokens end by themselves on a day that is said when they are made, and tell
-- when they were used last.
alter table public.token
add column person_id text,
add column expires_at timestamptz,
add column last_used_at timestamptz;

grant update (last_used_at) on public.token to sightline_application;

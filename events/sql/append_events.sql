-- Of this form and outside a transaction, so that a distributed database can run it as a whole on
-- the node that owns the workspace.
select public.append_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

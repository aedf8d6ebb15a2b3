-- Keys that begin with the time, as a UUIDv7 does, are entered one behind the other at the end of the index, whichever workspaces
-- they are of; behind its workspace each had to be looked a place for. Other keys have no place that is better than another.
ALTER TABLE idempotency_key DROP CONSTRAINT idempotency_key_pkey, ADD PRIMARY KEY (key, workspace_id);

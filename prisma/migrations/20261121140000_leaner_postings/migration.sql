-- A debit's transfers are found by the instant at which it was posted, which its events name; an index by debit cost every
-- debit as much as its key did.
DROP INDEX transfer_debit_idx;

-- The server planned a flush anew each time it guessed that knowing the lists would help, which took a twelfth of it.
ALTER FUNCTION post_batch SET plan_cache_mode = force_generic_plan;
